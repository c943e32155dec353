package ripcord.verifier;

import ripcord.verifier.jose.KeySet;

/** The keys of one issuer, held in advance of need. Thread-safe. */
interface IssuerKeys {
    /** What is held now; never waits. */
    KeySet current();

    /** What is held after asking the issuer for a key that was not there, if it may be asked again so soon. */
    KeySet refetchFor(String keyId);
}
