package ripcord.server.cli;

import picocli.CommandLine.Option;

/// A word that other words follow.
abstract class CommandGroup {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    boolean help;
}
