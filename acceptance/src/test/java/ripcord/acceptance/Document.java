package ripcord.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ripcord.acceptance.process.Build;

/// A Markdown text of this repository: its fenced blocks, and the lines between them.
///
/// Blocks of language `sh` are typed by [DocumentsTest]. What a comment `# → text` at the end of one of their lines
/// promises has to be printed; one that begins with `# not run by the tests: why` is left out.
///
/// @param name the path from the root
record Document(String name, List<Block> blocks, List<String> prose) {
    private static final Pattern FENCE = Pattern.compile(" *```(.*)");
    private static final Pattern PROMISE = Pattern.compile("# → (.+)");
    private static final String NOT_RUN = "# not run by the tests: ";
    private static final Pattern LEFT_OUT = Pattern.compile("(.*/)?(\\..*|target|data|demo-data)(/.*)?");
    private static final int DEPTH = 4;

    /// @param line     where it begins, from 1
    /// @param language as the fence states it
    record Block(int line, String language, String text) {
        boolean isShell() {
            return language.equals("sh");
        }

        boolean isLeftOut() {
            return text.startsWith(NOT_RUN);
        }

        String whyLeftOut() {
            return text.lines().findFirst().orElseThrow().substring(NOT_RUN.length());
        }

        /// Whether it runs until it is stopped, as in a terminal of its own.
        boolean isServer() {
            return text.lines().anyMatch(command -> command.startsWith("./ripcord serve"));
        }

        /// What it says is printed.
        List<String> promises() {
            return PROMISE.matcher(text)
                    .results()
                    .map(promise -> promise.group(1).strip())
                    .toList();
        }
    }

    /// All of the repository, by name.
    static List<Document> all() {
        Path root = Build.root();
        try (Stream<Path> files = Files.walk(root, DEPTH)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name ->
                            name.endsWith(".md") && !LEFT_OUT.matcher(name).matches())
                    .sorted()
                    .map(name -> of(name, lines(root.resolve(name))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document of(String name, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            var fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                List<String> rest = lines.subList(i + 1, lines.size());
                List<String> text = rest.stream()
                        .takeWhile(line -> !line.strip().equals("```"))
                        .toList();
                blocks.add(new Block(i + 1, fence.group(1), String.join("\n", text) + "\n"));
                i += text.size() + 1;
            } else {
                prose.add(lines.get(i));
            }
        }
        return new Document(name, List.copyOf(blocks), List.copyOf(prose));
    }

    /// What is typed while the server runs.
    List<Block> commands() {
        return shell().filter(block -> !block.isLeftOut() && !block.isServer()).toList();
    }

    Stream<Block> shell() {
        return blocks.stream().filter(Block::isShell);
    }
}
