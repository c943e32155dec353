/**
 * Verifies access tokens inside a service, without a call, and refuses those that were taken back.
 */
module ripcord.verifier {
    requires java.net.http;
    requires static transitive org.jspecify;

    exports ripcord.verifier;
}
