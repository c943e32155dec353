package ripcord.server.feed;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import ripcord.server.tenant.TenantId;

/// What servers on one store tell each other of verifiers: a verifier is connected to one of them, what it says may
/// reach another, and who wants to know may have asked a third. Nothing is lost by a call that is: whoever waits for it
/// waits until the verifier's own bound.
interface Calls {
    /// Asked to confirm.
    @FunctionalInterface
    interface Ask {
        void ask(TenantId tenant, String confirmation, long seq);
    }

    /// A verifier has confirmed that position, to this server.
    void confirmed(String subscription, long seq);

    void onConfirmed(ObjLongConsumer<String> listener);

    /// A verifier holds these keys, as it said to this server.
    void holds(String subscription, Map<TenantId, Set<String>> held);

    void onHeld(BiConsumer<String, Map<TenantId, Set<String>>> listener);

    /// The verifiers of other servers are to confirm that position.
    void ask(TenantId tenant, String confirmation, long seq);

    void onAsked(Ask listener);

    /// A relay has said to this server how it is with those behind it.
    void behind(String subscription, String confirmation, Behind behind);

    void onBehind(Counted listener);

    /// Told of those behind a relay.
    @FunctionalInterface
    interface Counted {
        void counted(String subscription, String confirmation, Behind behind);
    }

    /// For who has nobody to call.
    Calls NONE = new Calls() {
        @Override
        public void confirmed(String subscription, long seq) {}

        @Override
        public void onConfirmed(ObjLongConsumer<String> listener) {}

        @Override
        public void holds(String subscription, Map<TenantId, Set<String>> held) {}

        @Override
        public void onHeld(BiConsumer<String, Map<TenantId, Set<String>>> listener) {}

        @Override
        public void ask(TenantId tenant, String confirmation, long seq) {}

        @Override
        public void onAsked(Ask listener) {}

        @Override
        public void behind(String subscription, String confirmation, Behind behind) {}

        @Override
        public void onBehind(Counted listener) {}
    };
}
