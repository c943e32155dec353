package ripcord.server.config;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `docs/configuration.md`, made from the keys.
public final class ConfigurationReference {
    /// A file that the server takes.
    static final String EXAMPLE = """
            data = "/var/lib/ripcord"
            port = 8480
            admin-port = 8481
            base-url = "https://id.example.com"
            master-key-file = "/etc/ripcord/master.key"
            events = "/var/log/ripcord/events.json"
            metrics-tenants = "acme,globex"
            """;

    private ConfigurationReference() {}

    /// The document.
    public static String markdown() {
        return """
                # Configuration

                <!-- Made by ./dev/docs from the code: change it there. -->

                What `ripcord serve` is told when it starts; nothing needs to be said. All else is a tenant's [policy](policy.md), and
                changes while the server runs. `ripcord backup`, `restore`, `doctor` and `master-key rotate` read the same.

                Each option may be said on the command line, in the environment, and in a TOML file that `--config` or `RIPCORD_CONFIG`
                names. The command line goes before the environment, the environment before the file.
                What is misspelled or makes no sense is refused at the start, exit code 2, in one line that names where it stands, its value
                and what was expected; so is a variable that begins with `RIPCORD_` and is none of those below.

                ## Options

                | option | variable | in the file | type | default | takes | means |
                |---|---|---|---|---|---|---|
                %s

                An option that is `true` or `false` may be named without a value on the command line, for `true`. A list is one text, also
                in the file.

                ## A file

                ```toml
                %s```

                ## Other variables

                | variable | means |
                |---|---|
                %s
                """.formatted(options(), EXAMPLE, variables());
    }

    private static String options() {
        var file = "| `%s FILE` | `%s` | | text | none | a file | %s |"
                .formatted(Flags.CONFIG, Variable.CONFIG.variable(), Flags.CONFIG_MEANS);
        return Stream.concat(Arrays.stream(Key.values()).map(ConfigurationReference::row), Stream.of(file))
                .collect(Collectors.joining("\n"));
    }

    private static String row(Key key) {
        var option = key.flag()
                + (key.kind() == Key.Kind.SWITCH ? "" : " " + key.kind().label());
        var otherwise = "none".equals(key.otherwise()) ? "none" : "`" + key.otherwise() + "`";
        return "| `%s` | `%s` | `%s` | %s | %s | %s | %s |"
                .formatted(
                        option,
                        key.variable(),
                        key.wireName(),
                        key.kind().toml(),
                        otherwise,
                        key.expected(),
                        key.means());
    }

    private static String variables() {
        return Arrays.stream(Variable.values())
                .filter(variable -> variable != Variable.CONFIG)
                .map(variable -> "| `%s` | %s |".formatted(variable.variable(), variable.means()))
                .collect(Collectors.joining("\n"));
    }
}
