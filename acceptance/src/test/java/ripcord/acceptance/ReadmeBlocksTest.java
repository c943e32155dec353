package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Which lines of a README are commands.
class ReadmeBlocksTest {
    @Test
    void shellBlocksAreFoundInOrder() {
        Readme readme = Readme.of("""
                Start it:

                ```sh
                ./ripcord serve
                ```
                ```json
                {"not": "a command"}
                ```

                ```sh
                curl a
                curl b
                ```
                <!-- not run: it is this test -->
                ```sh
                ./dev/test
                ```
                """.lines().toList());

        assertThat(readme.blocks()).hasSize(3);
        assertThat(readme.servers()).containsExactly(new Readme.Block(3, "./ripcord serve\n", true));
        assertThat(readme.commands()).containsExactly(new Readme.Block(10, "curl a\ncurl b\n", true));
    }
}
