package ripcord.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Rows that people can read, whatever is in them.
class TableTest {
    private static Table table() {
        var table = new Table("SUBJECT", "STATE");
        table.row("alice", "alive");
        table.row("日本", "ended");
        return table;
    }

    @Test
    void columnsAreAlignedByWhatATerminalShows() {
        assertThat(table().lines(0, false)).containsExactly("SUBJECT  STATE", "alice    alive", "日本     ended");
    }

    @Test
    void theWidestColumnGivesWayOnANarrowTerminal() {
        var table = new Table("LABEL", "STATE");
        table.row("a-very-long-subject@example.com", "alive");

        assertThat(table.lines(24, false)).containsExactly("LABEL              STATE", "a-very-long-subj…  alive");
    }

    @Test
    void anIdIsWholeOnANarrowTerminal() {
        var table = new Table("SESSION", "DEVICE").whole("SESSION");
        table.row("Jx3vQ0aZ7bN4cR2mX9kQ0g", "phone of alice");

        assertThat(table.lines(34, false))
                .containsExactly("SESSION                 DEVICE", "Jx3vQ0aZ7bN4cR2mX9kQ0g  phone of …");
    }

    @Test
    void whatDoesNotFitAnyhowLosesNothing() {
        var table = new Table("SESSION", "DEVICE").whole("SESSION");
        table.row("Jx3vQ0aZ7bN4cR2mX9kQ0g", "phone of alice");

        assertThat(table.lines(20, false)).isEqualTo(table.lines(0, false));
    }

    @Test
    void textOfOthersNeitherMovesTheCursorNorBeginsALine() {
        var table = new Table("LABEL");
        table.row("a\u001b[2J\nb\u202e");

        assertThat(table.lines(0, false)).containsExactly("LABEL", "a\\u001b[2J\\u000ab\\u202e");
    }

    @Test
    void statesAreColouredOnlyWhereThatIsWanted() {
        assertThat(table().lines(0, true).get(1)).isEqualTo("alice    \u001b[32malive\u001b[0m");
        assertThat(table().lines(0, false).get(1)).doesNotContain("\u001b");
    }
}
