package ripcord.server.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The command line's part: a command's options for some keys and for `--config`, with the words that [Key] has for
/// them, and what was typed.
public final class Flags {
    static final String CONFIG = "--config";
    static final String CONFIG_MEANS = "A TOML file with the options of serve.";

    private final Map<Key, OptionSpec> options = new EnumMap<>(Key.class);
    private final OptionSpec file = option(CONFIG, Key.Kind.FILE, CONFIG_MEANS);

    /// @param keys in the order in which help lists them
    public Flags(List<Key> keys) {
        keys.forEach(
                key -> options.put(key, option(key.flag(), key.kind(), key.means(), "Default: " + key.otherwise())));
    }

    private static OptionSpec option(String name, Key.Kind kind, String... description) {
        var option = OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(kind.label())
                .description(description);
        return kind == Key.Kind.SWITCH
                ? option.arity("0..1").fallbackValue("true").build()
                : option.arity("1").build();
    }

    /// Gives them to a command; once.
    public CommandSpec addTo(CommandSpec command) {
        options.values().forEach(command::addOption);
        return command.addOption(file);
    }

    /// What was typed, and what the environment and the file say.
    public Statements with(Map<String, String> environment) throws ConfigException {
        var typed = new EnumMap<Key, String>(Key.class);
        options.forEach((key, option) -> said(option).ifPresent(value -> typed.put(key, value)));
        return Statements.of(typed, environment, said(file));
    }

    private static Optional<String> said(OptionSpec option) {
        String value = option.getValue();
        return Optional.ofNullable(value);
    }
}
