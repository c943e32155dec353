package ripcord.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;

/// `docs/commands.md`, made from the commands themselves: what each says after `--help`.
final class CommandsReference {
    private CommandsReference() {}

    /// The document.
    static String markdown() {
        var root = CommandManualTest.tree(new Typed(Path.of("."), Clock.systemUTC()));
        var all = CommandManualTest.all(root).skip(1).toList();
        var common = root.getCommandSpec().usageMessage().exitCodeList();
        return """
                # Commands

                <!-- Made by ./dev/docs from the code: change it there. -->

                What `ripcord COMMAND --help` says. `serve`, `relay`, `relay-key`, `backup`, `restore`, `migrate`, `doctor`, `master-key`, `root-key` and `demo` work on this machine; the others ask a
                server: the one that `--url` or `RIPCORD_URL` names, else `http://localhost:8480`, with the API key in the file that `--key-file` or
                `RIPCORD_KEY_FILE` names, else in `data/root.key`. `serve` has [its options](configuration.md) also from the environment and a file.

                People get tables, and programs with `--json` what the server answered, as `spec/openapi.json` describes it. What cannot be undone
                asks first; where nobody can be asked it wants `--yes`. An id that begins with a hyphen comes last, after `--`.

                ## Exit codes

                | code | means |
                |---|---|
                %s

                Where a command has others, its own text says so.

                ## All of them

                | command | |
                |---|---|
                %s

                %s
                """.formatted(codes(common), overview(all), manuals(all, common));
    }

    private static String codes(Map<String, String> common) {
        return common.entrySet().stream()
                .map(code -> "| %s | %s |".formatted(code.getKey().strip(), code.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String overview(List<CommandLine> all) {
        return all.stream().map(CommandsReference::row).collect(Collectors.joining("\n"));
    }

    private static String row(CommandLine command) {
        var name = command.getCommandSpec().qualifiedName();
        var description =
                String.join(" ", command.getCommandSpec().usageMessage().description());
        return "| [`%s`](#%s) | %s |".formatted(name, name.replace(' ', '-'), description);
    }

    private static String manuals(List<CommandLine> all, Map<String, String> common) {
        return all.stream().map(command -> manual(command, common)).collect(Collectors.joining("\n\n"));
    }

    /// Without the exit codes that all have.
    private static String manual(CommandLine command, Map<String, String> common) {
        var usage = command.getCommandSpec().usageMessage();
        if (usage.exitCodeList().equals(common)) {
            usage.exitCodeListHeading("");
            usage.exitCodeList(Map.of());
        }
        return """
                ## %s

                ```text
                %s
                ```""".formatted(
                        command.getCommandSpec().qualifiedName(),
                        command.getUsageMessage(CommandLine.Help.Ansi.OFF).strip());
    }
}
