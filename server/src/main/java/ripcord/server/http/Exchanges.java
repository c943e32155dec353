package ripcord.server.http;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.refresh.Refresh;
import ripcord.server.refresh.Refresher;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Lookup;
import ripcord.server.session.Presenter;
import ripcord.server.session.Sessions;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.OpaqueKind;
import ripcord.server.token.OpaqueToken;
import ripcord.server.token.OpaqueTokens;

/// Exchanging a refresh token, whichever way it came: the same for cookies, JSON and OAuth. Thread-safe.
final class Exchanges {
    private static final io.helidon.http.HeaderName USER_AGENT = io.helidon.http.HeaderNames.USER_AGENT;

    private final OpaqueTokens opaque;
    private final Refresher refresher;
    private final Sessions sessions;
    private final Grants grants;
    private final Events events;

    Exchanges(OpaqueTokens opaque, Refresher refresher, Sessions sessions, Grants grants, Events events) {
        this.opaque = opaque;
        this.refresher = refresher;
        this.sessions = sessions;
        this.grants = grants;
        this.events = events;
    }

    /// The refresh token that `text` is.
    Optional<OpaqueToken> open(Tenant tenant, String text) {
        return opaque.open(tenant, OpaqueKind.REFRESH, text);
    }

    /// Exchanges `token`.
    ///
    /// @param clientId whose it must be; null if the way it came does not say
    Refresh exchange(Call call, Optional<OpaqueToken> token, @Nullable String clientId) {
        token.ifPresent(found -> refuseTooLarge(call.tenant(), found, clientId));
        var presenter =
                Presenter.of(call.address(), call.header(USER_AGENT).orElse(null), clientId == null ? "" : clientId);
        var opened = token.map(found -> new Refresher.Opened(found.session(), found.generation(), found::authentic));
        var refresh = refresher.refresh(call.tenant(), opened, clientId, presenter);
        publish(call.tenant().id().value(), token, refresh, presenter);
        return refresh;
    }

    /// Of the token that would be rotated: afterwards it would be spent, for an answer that cannot be given. Any other
    /// is judged first.
    private void refuseTooLarge(Tenant tenant, OpaqueToken token, @Nullable String clientId) {
        if (sessions.findNewest(tenant.id(), token.session()) instanceof Lookup.Alive(var stored, long _)
                && token.authentic(stored.secret())
                && stored.has(CredentialKind.REFRESH_TOKEN)
                && (clientId == null || clientId.equals(stored.session().clientId()))
                && token.generation() == stored.refresh().newest()) {
            grants.refuseTooLarge(stored);
        }
    }

    private void publish(String tenant, Optional<OpaqueToken> token, Refresh refresh, Presenter presenter) {
        var session = token.map(found -> found.session().text()).orElse("");
        switch (refresh) {
            case Refresh.Granted granted -> {
                events.publish(granted(tenant, session, granted.how(), presenter));
                var rotatedBy = granted.stored().refresh().rotatedBy();
                if (granted.how() == Refresh.How.REPEATED && !rotatedBy.isLike(presenter)) {
                    events.publish(Event.refreshReplayed(tenant, session, rotatedBy.text(), presenter.text()));
                }
            }
            case Refresh.Refused refused -> {
                var rotatedBy = refused.rotatedBy();
                events.publish(
                        rotatedBy == null
                                ? Event.refreshRefused(tenant, session, word(refused.why()))
                                : Event.refreshReused(tenant, session, rotatedBy.text(), presenter.text()));
            }
        }
    }

    private static Event granted(String tenant, String session, Refresh.How how, Presenter presenter) {
        return switch (how) {
            case ROTATED, REPEATED -> Event.sessionRefreshed(tenant, session, word(how));
            case RECOVERED -> Event.refreshRecovered(tenant, session, presenter.text());
            case CAUGHT_UP -> Event.refreshCaughtUp(tenant, session, presenter.text());
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
