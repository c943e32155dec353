package ripcord.server.http;

/// What becomes of a request to a server that is cut off from the store: `docs/outages.md` lists it for every route.
enum WithoutStore {
    /// It is answered: the answer rests on nothing that another server may have changed, or may be kept by anybody for
    /// longer than it is old.
    ANSWERED("answered"),
    /// It is answered if the tenant's policy lets it, and what it needs is in memory.
    FROM_MEMORY("from memory, as `outage.answer_from_memory_for` lets it; else refused"),
    /// 503.
    REFUSED("refused");

    private final String words;

    WithoutStore(String words) {
        this.words = words;
    }

    /// For people.
    String words() {
        return words;
    }
}
