package ripcord.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// What was stated, where, before anybody looks whether it makes sense: a flag goes before the environment, the
/// environment before the file.
public final class Statements {
    private final Map<Key, Statement> stated = new EnumMap<>(Key.class);

    private Statements() {}

    /// @param where the key as the operator wrote it
    record Statement(String where, String value) {}

    /// Collects what was stated.
    ///
    /// @param flags by key
    /// @param file  as the command line names it; empty if it does not
    public static Statements of(Map<Key, String> flags, Map<String, String> environment, Optional<String> file)
            throws ConfigException {
        var all = new Statements();
        var named = file.or(() -> Optional.ofNullable(environment.get(Variable.CONFIG.variable())));
        if (named.isPresent()) {
            all.readFile(file.isPresent() ? Flags.CONFIG : Variable.CONFIG.variable(), named.get());
        }
        all.readEnvironment(environment);
        flags.forEach((key, value) -> all.stated.put(key, new Statement(key.flag(), value)));
        return all;
    }

    private void readEnvironment(Map<String, String> environment) throws ConfigException {
        for (var variable : environment.entrySet()) {
            var name = variable.getKey();
            if (!name.startsWith(Variable.PREFIX) || Variable.isOne(name)) {
                continue;
            }
            var key = Key.ofVariable(name)
                    .orElseThrow(() -> new ConfigException(
                            name,
                            "unknown",
                            "one of "
                                    + Stream.of(Key.values()).map(Key::variable).collect(Collectors.joining(", "))));
            stated.put(key, new Statement(name, variable.getValue()));
        }
    }

    private void readFile(String where, String file) throws ConfigException {
        var toml = parse(where, file);
        for (var name : toml.keySet()) {
            var key = Key.ofWireName(name)
                    .orElseThrow(() -> new ConfigException(
                            file + ": " + name,
                            "unknown",
                            "one of "
                                    + Stream.of(Key.values()).map(Key::wireName).collect(Collectors.joining(", "))));
            stated.put(key, new Statement(file + ": " + name, text(toml, file, name)));
        }
    }

    private static TomlParseResult parse(String where, String file) throws ConfigException {
        TomlParseResult toml;
        try {
            toml = Toml.parse(Files.readString(Path.of(file)));
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new ConfigException(where, file, "a TOML file that can be read");
        }
        if (toml.hasErrors()) {
            var error = toml.errors().getFirst();
            throw new ConfigException(file, "line " + error.position().line() + ": " + error.getMessage(), "TOML");
        }
        return toml;
    }

    private static String text(TomlParseResult toml, String file, String name) throws ConfigException {
        var value = toml.get(java.util.List.of(name));
        if (value instanceof String || value instanceof Long || value instanceof Boolean) {
            return value.toString();
        }
        throw new ConfigException(file + ": " + name, "neither text nor number nor boolean", "one value");
    }

    Optional<Statement> get(Key key) {
        return Optional.ofNullable(stated.get(key));
    }
}
