package ripcord.server.introspection;

import ripcord.server.json.JsonText;

/// What is answered about a credential.
public sealed interface Introspection {
    /// The answer's body.
    String json();

    /// It is worth something.
    ///
    /// @param description what [Description] says of it
    /// @param asOf        the log's position up to which that is so
    record Active(String description, long asOf) implements Introspection {
        @Override
        public String json() {
            return JsonText.goingOn(description).put("as_of", asOf).end();
        }
    }

    /// It is worth nothing, and nothing more is said about it (RFC 7662 section 2.2).
    record Inactive() implements Introspection {
        private static final String JSON = new JsonText().put("active", false).end();

        @Override
        public String json() {
            return JSON;
        }
    }
}
