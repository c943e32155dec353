package ripcord.server.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Units of work that share a transaction, each with a savepoint, so that one that fails takes nothing of the others
/// with it. For the writer's thread.
final class Group {
    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    private final Sql sql;
    private final Engine.Begun begun;
    private final Savepoint savepoint;
    private final List<Unit<?>> done = new ArrayList<>();
    private final long until;

    /// @param sql     in the transaction that was begun
    /// @param longest after so long no more are begun: other servers wait for their turn
    Group(Sql sql, Engine.Begun begun, Duration longest) {
        this.until = System.nanoTime() + longest.toNanos();
        this.sql = sql;
        this.begun = begun;
        this.savepoint = new Savepoint(sql);
    }

    /// One of them, as a statement that others have too.
    private record Shortcut(Unit<?> unit, List<@Nullable Object> values) {}

    /// Takes from `waiting` as many as there is time for, at least one.
    ///
    /// @return those whose work is part of the transaction now; the others of them have failed alone
    /// @throws RuntimeException if the transaction itself is lost
    List<Unit<?>> run(Deque<Unit<?>> waiting) {
        swapEach(waiting);
        waiting.removeIf(new HashSet<>(done)::contains);
        while (!waiting.isEmpty()) {
            run(waiting.remove());
            if (System.nanoTime() - until > 0) {
                break;
            }
        }
        return done;
    }

    private void swapEach(Deque<Unit<?>> waiting) {
        Map<String, List<Shortcut>> byText = new LinkedHashMap<>();
        for (var unit : waiting) {
            var swap = unit.shortcutAt(begun.clock().get());
            swap.ifPresent(each ->
                    byText.computeIfAbsent(each.sql(), _ -> new ArrayList<>()).add(new Shortcut(unit, each.values())));
        }
        byText.forEach(this::swapAll);
    }

    private void swapAll(String text, List<Shortcut> all) {
        savepoint.next();
        List<Unit<?>> swapped = new ArrayList<>();
        try {
            int[] rows = sql.updateEach(text, all.stream().map(Shortcut::values).toList());
            for (int i = 0; i < rows.length; i++) {
                if (rows[i] == 1) {
                    all.get(i).unit.swapped(sql, begun.clock().get());
                    swapped.add(all.get(i).unit);
                } else {
                    all.get(i).unit.notSwapped();
                }
            }
            sql.send();
        } catch (RuntimeException | Error e) {
            LOG.warn("units={} cannot share a statement: each is done by itself", all.size(), e);
            savepoint.back();
            all.forEach(each -> each.unit.notSwapped());
            return;
        }
        done.addAll(swapped);
    }

    private void run(Unit<?> unit) {
        if (!unit.begin()) {
            return;
        }
        savepoint.next();
        try {
            unit.run(sql, begun.clock().get());
            sql.send();
        } catch (RuntimeException | Error e) {
            savepoint.back();
            unit.fail(e);
            return;
        }
        done.add(unit);
    }
}
