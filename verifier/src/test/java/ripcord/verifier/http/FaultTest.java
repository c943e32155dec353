package ripcord.verifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void whatHappenedIsSaidInWordsAndNotInNamesOfClasses() {
        assertThat(Fault.inWords(new CompletionException(new TimeoutException())))
                .isEqualTo("no complete answer in time: is the server reached from here, and is it overloaded?");
        assertThat(Fault.inWords(new CompletionException(new ConnectException())))
                .startsWith("no connection: ");
        assertThat(Fault.inWords(new IOException("answer of more than 5 bytes")))
                .isEqualTo("answer of more than 5 bytes");
    }
}
