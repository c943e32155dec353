package ripcord.server.config;

import java.util.Arrays;
import java.util.Locale;

/// What the environment says besides the [Key]s: to the launcher, to the log, and to the commands that ask a server.
/// Any other variable that begins with `RIPCORD_` is refused: it would be a misspelled one.
enum Variable {
    CONFIG("The TOML file, where `--config` names none."),
    LOG_LEVEL("`INFO`, or `DEBUG` for more: routine events too, and why a request was refused."),
    LOG_FORMAT("`text`, or `json` for a line of JSON each. The log goes to standard error."),
    JAVA_HOME("The JDK 25 that `./ripcord` starts; it looks for one where nothing is said."),
    JAVA_OPTIONS("Further options for that JVM, separated by spaces."),
    URL("The server that commands ask. Default: `http://localhost:8480`."),
    KEY_FILE("The file with the API key that commands show. Default: `data/root.key`."),
    TENANT("The tenant that commands mean where `--tenant` names none.");

    static final String PREFIX = "RIPCORD_";

    private final String means;

    Variable(String means) {
        this.means = means;
    }

    /// As the environment has it.
    String variable() {
        return PREFIX + name().toUpperCase(Locale.ROOT);
    }

    String means() {
        return means;
    }

    static boolean isOne(String name) {
        return Arrays.stream(values()).anyMatch(variable -> variable.variable().equals(name));
    }
}
