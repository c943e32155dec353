package ripcord.server.audit;

/// What an event may say about itself. None of them takes a secret, or a part of one: ids, names, words and counts.
///
/// Names are those of the Elastic Common Schema where it has one; what is Ripcord's own begins with `ripcord.`.
public enum Field {
    TENANT("ripcord.tenant", "The tenant's id."),
    SESSION("ripcord.session", "The session's id, as `session.id` and the claim `sid` have it."),
    SUBJECT("user.id", "The subject."),
    ACTOR("ripcord.actor", "Who did it: `api_key:ID`, `subject:SUB` or `system`."),
    REASON("event.reason", "Why; for programs where the server says it, free text where an operator does."),
    HOW("ripcord.how", "In which of several good ways."),
    TARGET_TYPE("ripcord.target_type", "What kind of thing an entry of the log names."),
    TARGET("ripcord.target", "Which one; absent for a whole tenant."),
    ROTATED_BY("ripcord.rotated_by", "Who made the last rotation: address prefix and user agent."),
    PRESENTED_BY("ripcord.presented_by", "Who presented the token now: address prefix and user agent."),
    DELETED("ripcord.deleted", "How many of what were deleted."),
    POLICY_VERSION("ripcord.policy_version", "The policy's version from now on.", true),
    API_KEY("ripcord.api_key", "The API key's id, which is no part of the key."),
    SUBSCRIPTION("ripcord.subscription", "The verifier's subscription."),
    VERIFIER("ripcord.verifier", "The name that the verifier gave itself."),
    VERIFIERS("ripcord.verifiers", "The names of several, separated by blanks."),
    SEQ("ripcord.seq", "The log's position.", true),
    COUNT("ripcord.count", "How many.", true),
    STORE_AHEAD(
            "ripcord.store_ahead_ms",
            "By how many milliseconds the database's clock is ahead of this machine's.",
            true),
    OF_ACTION("ripcord.of_action", "The `event.action` of what is counted."),
    ROUTE("ripcord.route", "Method and template of the path, as `spec/openapi.json` has them."),
    SERVER("ripcord.server", "Which of the servers on the store."),
    SECONDS("ripcord.seconds", "How long it took, in whole seconds.", true),
    VERSION("service.version", "The server's version."),
    PORT("server.port", "Where it listens.", true);

    private final String ecsName;
    private final String meaning;
    private final boolean number;

    Field(String ecsName, String meaning) {
        this(ecsName, meaning, false);
    }

    Field(String ecsName, String meaning, boolean number) {
        this.ecsName = ecsName;
        this.meaning = meaning;
        this.number = number;
    }

    /// As JSON holds it.
    public String ecsName() {
        return ecsName;
    }

    /// For people.
    public String meaning() {
        return meaning;
    }

    /// Whether JSON holds a number and no text.
    public boolean isNumber() {
        return number;
    }

    /// In a line for people: the name's last part.
    String shortName() {
        return ecsName.substring(ecsName.lastIndexOf('.') + 1);
    }
}
