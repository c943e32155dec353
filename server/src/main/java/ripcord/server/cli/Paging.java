package ripcord.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which part of a list.
final class Paging {
    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Values.Limit.class,
            description = "How many at a time, 1 to 200. Default: 50")
    private int limit = 50;

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            converter = Values.Cursor.class,
            description = "Go on where the page before ended.")
    private @Nullable String cursor;

    Ask of(Ask ask) {
        return ask.query("limit", Integer.toString(limit)).query("cursor", cursor);
    }

    /// Says how to get the next page, if there is one.
    static void tellMore(ServerCommand command, Doc page) {
        if (page.at("next_cursor").isThere()) {
            command.tell("more: --cursor " + page.text("next_cursor"));
        }
    }
}
