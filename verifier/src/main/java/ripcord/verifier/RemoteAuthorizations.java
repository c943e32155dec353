package ripcord.verifier;

import java.util.List;
import java.util.Optional;
import ripcord.verifier.remote.AuthorizationSource;
import ripcord.verifier.remote.Resolution;

/** Authorizations that the server states. */
final class RemoteAuthorizations implements Authorizations {
    private final AuthorizationSource source;
    private final Assembly.Endpoints endpoints;
    private final Judge judge;

    /** @param judge says for how long an answer may be used again while the log is stale */
    RemoteAuthorizations(AuthorizationSource source, Assembly.Endpoints endpoints, Judge judge) {
        this.source = source;
        this.endpoints = endpoints;
        this.judge = judge;
    }

    @Override
    public Optional<Authorization> find(JudgedToken token, String reference) {
        var targets = token.targets();
        Resolution resolution = source.resolve(
                endpoints.authz(token.tenant()),
                reference,
                List.of(targets.subject(), targets.client(), targets.tenant(), targets.session()),
                judge.copiesMayBeNanos(token.tenant()));
        if (resolution instanceof Resolution.Unavailable unavailable) {
            throw new AuthorizationUnavailableException("authorization not got: " + unavailable.detail());
        }
        return resolution instanceof Resolution.Known known
                ? Optional.of(authorization(known.authorization()))
                : Optional.empty();
    }

    private static Authorization authorization(ripcord.verifier.remote.Authorization said) {
        return new Authorization(said.roles(), said.entitlements(), PlainJson.map(said.attributes()), said.asOf());
    }
}
