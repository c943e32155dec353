package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What lies in the folder of a store that is being moved to a database, or was: a server that is started on the folder
/// by mistake would go on where the other store goes on too.
///
/// @param id  which move it is: the database has it too, until all of the store is there
/// @param log the store's
/// @param to  the database's URL, for people
/// @param at  when the move got there
record MoveMarker(State state, String id, String log, String to, Instant at) {
    static final String NAME = "ripcord.moved";

    private static final String PART = ".ripcord.moved.part";

    /// How far it is.
    enum State {
        /// The database has less than the folder.
        MOVING,
        /// The database has all of it.
        MOVED
    }

    static Path file(Path folder) {
        return folder.resolve(NAME);
    }

    /// @throws StoreUnavailableException if there is one that cannot be read
    static Optional<MoveMarker> in(Path folder) {
        var file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var said = Files.readAllLines(file).stream()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line.length > 1 ? line[1] : ""));
            return Optional.of(new MoveMarker(
                    State.valueOf(said.getOrDefault("state", "").toUpperCase(Locale.ROOT)),
                    said.getOrDefault("move", ""),
                    said.getOrDefault("log", ""),
                    said.getOrDefault("to", ""),
                    Instant.parse(said.getOrDefault("at", ""))));
        } catch (IOException | RuntimeException e) {
            throw new StoreUnavailableException(
                    file.toAbsolutePath() + " cannot be read, and says where this store was moved to (expected: what"
                            + " ripcord migrate wrote)",
                    e);
        }
    }

    /// Puts it into the folder, durably, in place of another one.
    void write(Path folder) {
        var part = folder.resolve(PART);
        try {
            Files.deleteIfExists(part);
            OwnedFiles.createFile(part);
            Files.write(
                    part,
                    List.of(
                            "state " + state.name().toLowerCase(Locale.ROOT),
                            "to " + to,
                            "at " + at,
                            "move " + id,
                            "log " + log));
            OwnedFiles.force(part);
            Files.move(part, file(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            OwnedFiles.forceFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + file(folder).toAbsolutePath() + " cannot be written", e);
        }
    }

    MoveMarker moved(Instant now) {
        return new MoveMarker(State.MOVED, id, log, to, now);
    }

    /// Keeps a server from the store in a folder that was moved elsewhere.
    ///
    /// @throws StoreRefusedException if there is a marker
    static void refuseStore(Path folder) {
        in(folder).ifPresent(marker -> {
            throw new StoreRefusedException(marker.said(folder));
        });
    }

    /// Keeps a server on a database from a folder with a store of its own, unless that is the one that was moved.
    ///
    /// @throws StoreRefusedException if it has one
    static void refuseAnotherStore(Path folder) {
        if (!Files.exists(folder.resolve(DataFolder.DATABASE))) {
            return;
        }
        var marker = in(folder)
                .orElseThrow(() -> new StoreRefusedException("data: " + folder.toAbsolutePath()
                        + " has a store of its own (expected: a folder without one, when the store is in PostgreSQL;"
                        + " ripcord migrate moves it there)"));
        if (marker.state == State.MOVING) {
            throw new StoreRefusedException(marker.said(folder));
        }
    }

    /// In one line, with what to do.
    String said(Path folder) {
        var data = "data: the store in " + folder.toAbsolutePath();
        return switch (state) {
            case MOVING ->
                data + " is being moved to " + to + " (expected: ripcord migrate, which goes on where it was; to stay"
                        + " with this store, delete " + file(folder).toAbsolutePath() + ")";
            case MOVED ->
                data + " was moved to " + to + " on " + at + " (expected: --database-url; to go back, delete "
                        + file(folder).toAbsolutePath() + " if no server was started there, else restore a backup)";
        };
    }
}
