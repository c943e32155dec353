package ripcord.server.database;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What two stores hold, read by other means than those that are tested, and rows for whatever tables a schema has.
final class Tables {
    /// What is not the store's.
    private static final List<String> OTHERS =
            List.of("flyway_schema_history", "node", "node_gone", "change", "whereabouts");

    private Tables() {}

    static Connection folder(Path data) {
        return connection("jdbc:sqlite:" + data.resolve("ripcord.db"), "");
    }

    static Connection server(Store.Server store) {
        return connection(store.url(), store.user());
    }

    private static Connection connection(String url, String user) {
        try {
            return DriverManager.getConnection(url, user, "");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void execute(Connection connection, String sql) {
        try (connection;
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Puts rows into every table that the schema of a new store has, each value another one.
    static void fill(Path data, int rows) {
        try (var connection = folder(data)) {
            connection.setAutoCommit(false);
            for (var table : tables(connection)) {
                fill(connection, table, rows);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Column(String name, String type, boolean needed) {}

    private static void fill(Connection connection, String table, int rows) throws SQLException {
        var columns = new ArrayList<Column>();
        boolean one = false;
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select * from pragma_table_info('" + table + "')")) {
            while (found.next()) {
                columns.add(new Column(
                        found.getString("name"),
                        found.getString("type").toLowerCase(java.util.Locale.ROOT),
                        found.getBoolean("notnull") || found.getInt("pk") > 0));
                one |= found.getString("name").equals("one");
            }
        }
        var names = String.join(", ", columns.stream().map(Column::name).toList());
        var places = String.join(", ", columns.stream().map(_ -> "?").toList());
        try (var insert =
                connection.prepareStatement("insert into " + table + " (" + names + ") values (" + places + ")")) {
            for (int row = 1; row <= (one ? 1 : rows); row++) {
                for (int i = 0; i < columns.size(); i++) {
                    insert.setObject(i + 1, value(columns.get(i), i, row));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static Object value(Column column, int index, int row) {
        if (!column.needed && (row + index) % 3 == 0) {
            return null;
        }
        return switch (column.type) {
            case "bigint" -> row % 5 == 0 ? Long.MAX_VALUE - row : (long) row;
            case "text" -> row % 4 == 0 ? "\uD83D\uDD11 ünï" + row : column.name + "\t\"'\\" + row;
            case "blob" -> (row + column.name + "\0\u00ff").getBytes(StandardCharsets.UTF_8);
            default -> row;
        };
    }

    /// The tables of a store, by name.
    static List<String> tables(Connection connection) throws SQLException {
        boolean sqlite = connection.getMetaData().getURL().startsWith("jdbc:sqlite");
        var query = sqlite
                ? "select name from sqlite_schema where type = 'table' order by name"
                : "select tablename from pg_tables where schemaname = 'public' order by 1";
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            while (found.next()) {
                tables.add(found.getString(1));
            }
        }
        tables.removeAll(OTHERS);
        return tables;
    }

    /// Every row of every table, sorted.
    static SortedMap<String, List<String>> contents(Connection connection) {
        try (connection) {
            var all = new TreeMap<String, List<String>>();
            for (var table : tables(connection)) {
                all.put(table, contents(connection, table));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> contents(Connection connection, String table) throws SQLException {
        var rows = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select * from " + table)) {
            while (found.next()) {
                rows.add(row(found));
            }
        }
        return rows.stream().sorted().toList();
    }

    private static String row(ResultSet found) throws SQLException {
        var values = new TreeMap<String, String>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            var value = found.getObject(i);
            values.put(
                    found.getMetaData().getColumnName(i),
                    value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value));
        }
        return values.toString();
    }
}
