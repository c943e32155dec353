package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.Optional;
import ripcord.acceptance.process.Await;

/// Breaks and heals the Redis of one installation.
final class RedisFaults {
    private static final long LITTLE = 300_000;

    private final Installation in;
    private Optional<Strangers> strangers = Optional.empty();

    RedisFaults(Installation in) {
        this.in = in;
    }

    void kill() {
        in.redis().kill();
    }

    void start() {
        in.redis().startAgain();
    }

    void freeze() {
        in.redis().freeze();
    }

    void thaw() {
        in.redis().thaw();
    }

    void slow(Duration delay) {
        in.nodes().forEach(node -> node.redis().delay(() -> delay));
    }

    void pass() {
        in.nodes().forEach(node -> node.redis().pass());
    }

    /// Nothing passes between one node and Redis, and neither is told.
    void swallow(int index) {
        in.node(index).redis().swallow();
    }

    void letStrangersCall() {
        strangers = Optional.of(new Strangers(in.redis()));
    }

    void silenceStrangers() {
        strangers.ifPresent(Strangers::close);
    }

    /// What was in it is gone, again and again.
    void flush() {
        for (int times = 0; times < 20; times++) {
            in.redis().say("FLUSHALL");
            Await.pass(Duration.ofMillis(100));
        }
    }

    /// It has no room left, and throws out what is used least.
    void fill() {
        in.redis().say("CONFIG SET maxmemory-policy allkeys-lru");
        in.redis().say("CONFIG SET maxmemory " + (in.redis().info("used_memory") + LITTLE));
        for (int number = 0; number < 200; number++) {
            in.redis().say("SETRANGE ballast:" + number + " 9999 x");
        }
        if (in.redis().info("evicted_keys") == 0) {
            throw new IllegalStateException("Redis threw nothing out");
        }
    }

    void makeRoom() {
        in.redis().say("CONFIG SET maxmemory 0");
    }
}
