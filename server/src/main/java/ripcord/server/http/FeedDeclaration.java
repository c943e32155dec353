package ripcord.server.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.TenantScope;
import ripcord.server.feed.Account;
import ripcord.server.feed.Declaration;
import ripcord.server.feed.FeedScope;
import ripcord.server.policy.Policy.StaleMode;

/// What a verifier says of itself in the query of a feed.
final class FeedDeclaration {
    private static final long SHORTEST = 100;
    private static final long LONGEST = Duration.ofHours(1).toMillis();
    /// Of any verifier.
    static final Duration LONGEST_ACCEPTED = Duration.ofDays(1);

    private FeedDeclaration() {}

    /// @param longest how old a copy may be that it accepts by
    static Declaration read(Fields query, FeedScope scope, ApiKey key, Duration longest) {
        var name = query.text("name", Text.VERIFIER_NAME);
        var version = query.optionalText("version", Text.VERSION);
        var maxStaleness =
                Duration.ofMillis(query.integer("max_staleness_ms", SHORTEST, Math.min(LONGEST, longest.toMillis())));
        var mode =
                query.required("when_stale", "introspect, reject or accept", FeedDeclaration::mode, StaleMode.REJECT);
        var acceptFor = acceptFor(query, mode, maxStaleness, longest);
        return new Declaration(
                name, version, scope, maxStaleness, mode, acceptFor, key.id(), account(key), key.expiresAt());
    }

    private static Account account(ApiKey key) {
        return switch (key.scope()) {
            case TenantScope.All _ -> new Account.OfOperator(key.id());
            case TenantScope.Only(var tenants) ->
                tenants.size() == 1 ? new Account.OfTenant(tenants.iterator().next()) : new Account.OfKey(key.id());
        };
    }

    private static Optional<StaleMode> mode(String word) {
        for (var mode : StaleMode.values()) {
            if (mode.wireName().equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    private static @Nullable Duration acceptFor(Fields query, StaleMode mode, Duration maxStaleness, Duration longest) {
        if (mode == StaleMode.ACCEPT) {
            return Duration.ofMillis(query.integer("accept_for_ms", maxStaleness.toMillis(), longest.toMillis()));
        }
        if (query.has("accept_for_ms")) {
            query.fault("accept_for_ms", "nothing, unless when_stale is accept");
            query.raw("accept_for_ms");
        }
        return null;
    }
}
