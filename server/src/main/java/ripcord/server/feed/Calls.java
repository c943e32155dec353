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

/// What servers on one store tell each other of verifiers: a verifier is connected to one of them, what it says may
/// reach another, and who wants to know may have asked a third. Nothing is lost by a call that is: whoever waits for it
/// waits until the verifier's own bound. Thread-safe.
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final String CONFIRMED = "verifier_confirmed";
    private static final String HELD = "verifier_holds";
    private static final String ASKED = "verifiers_asked";

    private final Database database;

    Calls(Database database) {
        this.database = database;
    }

    /// Asked to confirm.
    @FunctionalInterface
    interface Ask {
        void ask(TenantId tenant, String confirmation, long seq);
    }

    /// A verifier has confirmed that position, to this server.
    void confirmed(String subscription, long seq) {
        call(CONFIRMED, subscription + " " + seq);
    }

    void onConfirmed(ObjLongConsumer<String> listener) {
        database.onTold(CONFIRMED, (_, about) -> {
            var words = words(about);
            return () -> listener.accept(words[0], Long.parseLong(words[1]));
        });
    }

    /// A verifier holds these keys, as it said to this server.
    void holds(String subscription, Map<TenantId, Set<String>> held) {
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

    void onHeld(BiConsumer<String, Map<TenantId, Set<String>>> listener) {
        database.onTold(HELD, (_, about) -> {
            var words = words(about);
            var kids = Arrays.stream(words).skip(2).collect(Collectors.toUnmodifiableSet());
            return () -> listener.accept(words[0], Map.of(new TenantId(words[1]), kids));
        });
    }

    /// The verifiers of other servers are to confirm that position.
    void ask(TenantId tenant, String confirmation, long seq) {
        call(ASKED, tenant.value() + " " + confirmation + " " + seq);
    }

    void onAsked(Ask listener) {
        database.onTold(ASKED, (_, about) -> {
            var words = words(about);
            return () -> listener.ask(new TenantId(words[0]), words[1], Long.parseLong(words[2]));
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
