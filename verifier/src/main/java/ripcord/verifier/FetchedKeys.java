package ripcord.verifier;

import ripcord.verifier.jose.KeySet;
import ripcord.verifier.remote.JwksFetcher;

/** The keys that are fetched from the server. */
record FetchedKeys(JwksFetcher fetcher) implements IssuerKeys {
    @Override
    public KeySet current() {
        return fetcher.current();
    }

    @Override
    public KeySet refetchFor(String keyId) {
        return fetcher.refetchFor(keyId);
    }
}
