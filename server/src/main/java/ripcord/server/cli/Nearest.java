package ripcord.server.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The names that somebody may have meant who typed another one.
final class Nearest {
    private static final int MOST = 3;
    /// So many letters have one slip, shorter words too.
    private static final int LETTERS_A_SLIP = 3;

    private record Candidate(String name, int slips) {}

    private Nearest() {}

    /// The options of that command, or the commands below it, that are nearest to what was typed; the nearest first.
    static List<String> to(String typed, CommandSpec command) {
        return typed.startsWith("-")
                ? to(typed.split("=", 2)[0], options(command).toList())
                : to(typed, command.subcommands().keySet());
    }

    private static Stream<String> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .filter(name -> name.startsWith("--"));
    }

    /// Three at most: names that begin with it, and those that are as few slips away as a word of that length may have.
    static List<String> to(String typed, Collection<String> names) {
        int letters = typed.replaceFirst("^-+", "").length();
        int mostSlips = Math.max(1, letters / LETTERS_A_SLIP);
        return names.stream()
                .filter(name -> Math.abs(name.length() - typed.length()) <= mostSlips || isBegun(name, typed, letters))
                .map(name -> new Candidate(name, isBegun(name, typed, letters) ? 1 : slips(typed, name)))
                .filter(candidate -> candidate.slips <= mostSlips)
                .sorted(Comparator.comparingInt(Candidate::slips).thenComparing(Candidate::name))
                .limit(MOST)
                .map(Candidate::name)
                .toList();
    }

    private static boolean isBegun(String name, String typed, int letters) {
        return letters > 1 && name.startsWith(typed);
    }

    /// How many letters are missing, too many, other ones, or swapped with the next one: the optimal string alignment
    /// distance.
    static int slips(String typed, String meant) {
        var slips = new int[typed.length() + 1][meant.length() + 1];
        for (int i = 0; i <= typed.length(); i++) {
            for (int j = 0; j <= meant.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : fewest(slips, typed, meant, i, j);
            }
        }
        return slips[typed.length()][meant.length()];
    }

    private static int fewest(int[][] slips, String typed, String meant, int i, int j) {
        int other = typed.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1;
        int fewest = Math.min(slips[i - 1][j - 1] + other, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean swapped = i > 1
                && j > 1
                && typed.charAt(i - 1) == meant.charAt(j - 2)
                && typed.charAt(i - 2) == meant.charAt(j - 1);
        return swapped ? Math.min(fewest, slips[i - 2][j - 2] + 1) : fewest;
    }
}
