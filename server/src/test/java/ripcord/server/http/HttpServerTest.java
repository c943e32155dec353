package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpServerTest {
    @Test
    void thereAreFewerConnectionsThanFiles() {
        assertThat(HttpServer.most(1_024)).isEqualTo(324);
        assertThat(HttpServer.most(65_536)).isEqualTo(40_000);
        assertThat(HttpServer.most(Long.MAX_VALUE)).isEqualTo(40_000);
        assertThat(HttpServer.most(256)).isEqualTo(100);
    }
}
