package ripcord.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/// What every command's help says in the same words.
final class Manual {
    private static final int WIDEST = 100;

    private Manual() {}

    /// Completes the help of a command and of those below it.
    static void complete(CommandLine line) {
        var usage = line.getCommandSpec().usageMessage();
        usage.width(WIDEST);
        usage.adjustLineBreaksForWideCJKCharacters(true);
        usage.sortOptions(false);
        // A footer that begins otherwise is a manual of its own.
        if (usage.footer().length > 0 && usage.footer()[0].startsWith("  ")) {
            usage.footerHeading("%nExamples:%n");
            usage.exitCodeListHeading("%nExit codes:%n");
            usage.exitCodeList(codes());
        }
        line.getSubcommands().values().forEach(Manual::complete);
    }

    private static Map<String, String> codes() {
        var codes = new LinkedHashMap<String, String>();
        codes.put(" 0", "Done.");
        codes.put(" 1", "Failed, refused by the server, or not confirmed in time.");
        codes.put(" 2", "Wrong usage, or it cannot be done as told; nothing was done.");
        codes.put(" 3", "The server cannot be reached, or is none.");
        return codes;
    }
}
