package ripcord.server.feed;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.database.Database;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.tenant.TenantId;

/// Calls through a store. Thread-safe.
final class StoreCalls implements Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final String CONFIRMED = "verifier_confirmed";
    private static final String HELD = "verifier_holds";
    private static final String BEHIND = "relay_counted";
    private static final String ASKED = "verifiers_asked";

    private final Database database;

    StoreCalls(Database database) {
        this.database = database;
    }

    @Override
    public void confirmed(String subscription, long seq) {
        call(CONFIRMED, subscription + " " + seq);
    }

    @Override
    public void onConfirmed(ObjLongConsumer<String> listener) {
        database.onTold(CONFIRMED, (_, about) -> {
            var words = words(about);
            return () -> listener.accept(words[0], Long.parseLong(words[1]));
        });
    }

    @Override
    public void holds(String subscription, Map<TenantId, Set<String>> held) {
        if (!database.hasOthers()) {
            return;
        }
        attempt(() -> {
            boolean _ = database.write(tx -> {
                held.forEach((tenant, kids) ->
                        tx.tell(HELD, subscription + " " + tenant.value() + " " + String.join(" ", kids)));
                return true;
            });
        });
    }

    @Override
    public void onHeld(BiConsumer<String, Map<TenantId, Set<String>>> listener) {
        database.onTold(HELD, (_, about) -> {
            var words = words(about);
            var kids = Arrays.stream(words).skip(2).collect(Collectors.toUnmodifiableSet());
            return () -> listener.accept(words[0], Map.of(new TenantId(words[1]), kids));
        });
    }

    @Override
    public void ask(TenantId tenant, String confirmation, long seq) {
        call(ASKED, tenant.value() + " " + confirmation + " " + seq);
    }

    @Override
    public void onAsked(Ask listener) {
        database.onTold(ASKED, (_, about) -> {
            var words = words(about);
            return () -> listener.ask(new TenantId(words[0]), words[1], Long.parseLong(words[2]));
        });
    }

    @Override
    public void behind(String subscription, String confirmation, Behind behind) {
        call(
                BEHIND,
                subscription + " " + confirmation + " " + behind.confirmed() + " " + behind.expired() + " "
                        + behind.missing());
    }

    @Override
    public void onBehind(Counted listener) {
        database.onTold(BEHIND, (_, about) -> {
            var words = words(about);
            var behind = new Behind(Long.parseLong(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
            return () -> listener.counted(words[0], words[1], behind);
        });
    }

    private static String[] words(String about) {
        return about.split(" ", -1);
    }

    private void call(String topic, String about) {
        if (database.hasOthers()) {
            attempt(() -> {
                boolean _ = database.write(tx -> {
                    tx.tell(topic, about);
                    return true;
                });
            });
        }
    }

    /// What nobody has to hear.
    static void attempt(Runnable call) {
        try {
            call.run();
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            LOG.warn("other servers were not told why={}", e.getMessage());
        }
    }
}
