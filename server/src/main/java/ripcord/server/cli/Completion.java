package ripcord.server.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ripcord completion`
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options in a shell.",
        footer = {"  ripcord completion bash > /etc/bash_completion.d/ripcord", "  source <(ripcord completion zsh)"})
final class Completion implements Callable<Integer> {
    private enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    boolean help;

    private final Supplier<CommandLine> commands;
    private final Terminal terminal;

    /// @param commands the whole tree
    Completion(Supplier<CommandLine> commands, Terminal terminal) {
        this.commands = commands;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (shell == Shell.zsh) {
            terminal.out().println("autoload -Uz bashcompinit compinit && compinit && bashcompinit");
        }
        terminal.out().print(AutoComplete.bash("ripcord", commands.get()));
        return Failure.DONE;
    }
}
