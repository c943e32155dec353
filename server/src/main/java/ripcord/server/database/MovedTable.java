package ripcord.server.database;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table that a move takes along, as the store's own schema has it: nobody keeps a list.
///
/// @param key which columns the primary key has, in its order
record MovedTable(String name, List<Column> columns, List<Column> key) {
    /// What a server or an engine keeps for itself. All else is the store.
    static final Set<String> NOT_MOVED = Set.of("flyway_schema_history", "node", "node_gone", "change", "whereabouts");

    /// What is safe in a statement's text.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private static final String IN_SQLITE = """
            select t.name, c.name, lower(c.type), c.pk from sqlite_schema t join pragma_table_info(t.name) c
             where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\' order by t.name, c.cid
            """;
    private static final String IN_POSTGRES = """
            select c.table_name, c.column_name, c.data_type, 0 from information_schema.columns c
              join information_schema.tables t using (table_schema, table_name)
             where table_schema = current_schema() and t.table_type = 'BASE TABLE'
             order by c.table_name, c.ordinal_position
            """;

    MovedTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /// What a column holds.
    enum Kind {
        NUMBER,
        TEXT,
        BYTES;

        private static Kind of(String type) {
            return switch (type) {
                case "integer", "bigint" -> NUMBER;
                case "text" -> TEXT;
                case "blob", "bytea" -> BYTES;
                default -> throw new IllegalStateException(type + " (expected: a type that a move knows)");
            };
        }
    }

    record Column(String name, Kind kind) {}

    /// A column as the schema has it.
    ///
    /// @param place in the primary key, from 1; 0 outside
    private record Found(String table, String column, String type, int place) {}

    /// Those of a store in a folder, by name.
    static List<MovedTable> inSqlite(Sql sql) {
        return of(sql, IN_SQLITE);
    }

    /// Those of a store in a database, by name, without their keys.
    static List<MovedTable> inPostgres(Sql sql) {
        return of(sql, IN_POSTGRES);
    }

    private static List<MovedTable> of(Sql sql, String query) {
        var found = sql.list(query, row -> new Found(row.text(1), row.text(2), row.text(3), row.integer(4)));
        Map<String, List<Found>> tables = found.stream()
                .filter(each -> !NOT_MOVED.contains(each.table) && !each.table.equals(MoveTarget.PROGRESS))
                .collect(Collectors.groupingBy(Found::table, LinkedHashMap::new, Collectors.toList()));
        var moved = new ArrayList<MovedTable>();
        tables.forEach((name, columns) -> moved.add(of(name, columns)));
        return List.copyOf(moved);
    }

    private static MovedTable of(String name, List<Found> columns) {
        var key = columns.stream()
                .filter(column -> column.place > 0)
                .sorted(java.util.Comparator.comparingInt(Found::place))
                .map(MovedTable::column)
                .toList();
        return new MovedTable(
                safe(name), columns.stream().map(MovedTable::column).toList(), key);
    }

    private static Column column(Found found) {
        return new Column(safe(found.column), Kind.of(found.type));
    }

    private static String safe(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalStateException(name + " (expected: a name of lower case letters, digits and underscores)");
        }
        return name;
    }

    /// Whether both hold the same: engines may have given columns another order.
    boolean holdsWhat(MovedTable other) {
        return name.equals(other.name) && new HashSet<>(columns).equals(new HashSet<>(other.columns));
    }

    /// Whether two stores have the same tables.
    static boolean areSame(List<MovedTable> these, List<MovedTable> those) {
        boolean same = these.size() == those.size();
        for (int i = 0; same && i < these.size(); i++) {
            same = these.get(i).holdsWhat(those.get(i));
        }
        return same;
    }

    /// @throws StoreRefusedException if they have not
    static void requireSame(List<MovedTable> these, List<MovedTable> those) {
        if (!areSame(these, those)) {
            throw new StoreRefusedException(
                    "the store has other tables than this version makes (expected: a store that no"
                            + " newer version has served)");
        }
    }

    /// The row with that primary key, in a store of SQLite's.
    static Optional<MovedRow> find(Sql sqlite, MovedTable table, @Nullable Object[] key) {
        return sqlite.one(
                "select rowid, " + table.list() + " from " + table.name() + " where " + table.isKey(),
                row -> MovedRow.ofSqlite(table, row),
                key);
    }

    /// The columns, with commas.
    String list() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /// The key, with commas.
    String order() {
        return key.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /// What is true of one row alone.
    String isKey() {
        return key.stream().map(column -> column.name + " = ?").collect(Collectors.joining(" and "));
    }
}
