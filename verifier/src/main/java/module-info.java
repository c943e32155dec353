/** Verifies Ripcord's access tokens inside a service. Start at {@link ripcord.verifier}. */
module ripcord.verifier {
    requires java.net.http;
    requires static transitive org.jspecify;

    exports ripcord.verifier;
}
