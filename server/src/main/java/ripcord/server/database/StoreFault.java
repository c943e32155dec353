package ripcord.server.database;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/// What is wrong with a store that cannot be opened or copied, in one line with what to do about it.
final class StoreFault {
    static final String DAMAGED =
            "is damaged or no store of Ripcord's (expected: a store; restore a backup into another folder)";

    private StoreFault() {}

    /// Of a store that is only read: whatever may not be done to it is that.
    static StoreUnavailableException ofReading(Path file, Throwable fault) {
        return code(fault).filter(StoreFault::isDenial).isPresent()
                ? StoreUnreadableException.of(file, fault)
                : of(file, fault);
    }

    static StoreUnavailableException of(Path file, Throwable fault) {
        if (isDamage(fault)) {
            return new StoreDamagedException(file + " " + DAMAGED, fault);
        }
        return new StoreUnavailableException(
                code(fault).map(code -> file + " " + told(code)).orElse(file + " cannot be used: " + firstLine(fault)),
                fault);
    }

    /// Whether what was read is damaged, and not where it was written to.
    static boolean isDamage(Throwable fault) {
        return code(fault)
                .filter(code -> code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB)
                .isPresent();
    }

    private static boolean isDenial(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH -> true;
            default -> false;
        };
    }

    private static String told(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_FULL -> "cannot grow: the disk is full (expected: free space; nothing was lost)";
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
                "cannot be written (expected: a folder that belongs to the user that the server runs as)";
            case SQLITE_BUSY, SQLITE_LOCKED -> "is locked by another program (expected: nobody else has it open)";
            case SQLITE_IOERR -> "cannot be read or written: the disk fails, or is full (see the system's log)";
            default -> "cannot be used: " + code.message;
        };
    }

    /// SQLite's primary code: the low byte of what it says.
    private static Optional<SQLiteErrorCode> code(Throwable fault) {
        for (var cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() != 0) {
                return Optional.of(SQLiteErrorCode.getErrorCode(sql.getErrorCode() & 0xff))
                        .filter(code -> code != SQLiteErrorCode.SQLITE_ERROR);
            }
        }
        return Optional.empty();
    }

    static String firstLine(Throwable fault) {
        var root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
