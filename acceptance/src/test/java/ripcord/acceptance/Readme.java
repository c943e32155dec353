package ripcord.acceptance;

import java.util.ArrayList;
import java.util.List;

/// The shell commands of a Markdown text: its fenced blocks of language `sh`.
///
/// Not run is the one that runs this test, and what a comment `<!-- not run: why -->` on the line before excludes.
record Readme(List<Block> blocks) {
    private static final String FENCE = "```";
    private static final String EXCLUDED = "<!-- not run:";
    private static final String ALL_TESTS = "./dev/test";

    /// @param line where the block begins, from 1
    record Block(int line, String commands, boolean isRun) {
        /// Whether it runs until it is stopped, as in a terminal of its own.
        boolean isServer() {
            return commands.lines().anyMatch(command -> command.startsWith("./ripcord serve"));
        }
    }

    static Readme of(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(FENCE + "sh")) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
                boolean excluded = (i > 0 && lines.get(i - 1).startsWith(EXCLUDED))
                        || lines.get(i + 1).startsWith(ALL_TESTS);
                blocks.add(new Block(i + 1, String.join("\n", lines.subList(i + 1, end)) + "\n", !excluded));
                i = end;
            }
        }
        return new Readme(List.copyOf(blocks));
    }

    List<Block> servers() {
        return blocks.stream().filter(Block::isRun).filter(Block::isServer).toList();
    }

    List<Block> commands() {
        return blocks.stream()
                .filter(Block::isRun)
                .filter(block -> !block.isServer())
                .toList();
    }
}
