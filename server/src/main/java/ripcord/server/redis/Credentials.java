package ripcord.server.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import ripcord.server.config.Config;

/// Who Ripcord is to Redis. The password is read from its file for each connection, so that it can be changed.
final class Credentials implements RedisCredentialsProvider {
    private final @Nullable String user;
    private final @Nullable Path file;

    Credentials(Config.RedisServer place) {
        this.user = place.url().user();
        this.file = place.passwordFile();
    }

    boolean areNone() {
        return user == null && file == null;
    }

    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        return Mono.fromCallable(this::read);
    }

    private RedisCredentials read() throws IOException {
        var password = file == null ? "" : Files.readString(file).strip();
        return RedisCredentials.just(user, password.toCharArray());
    }
}
