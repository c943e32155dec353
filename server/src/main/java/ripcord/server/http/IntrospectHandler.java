package ripcord.server.http;

import java.nio.charset.StandardCharsets;
import ripcord.server.http.Gate.Caller;
import ripcord.server.introspection.Introspector;

/// `POST /t/{tenant}/oauth/introspect` (RFC 7662), for all three credentials.
final class IntrospectHandler {
    private final Introspector introspector;

    IntrospectHandler(Introspector introspector) {
        this.introspector = introspector;
    }

    Answer handle(Call call, Caller caller) {
        call.query().finish();
        var form = call.form();
        var token = form.text("token", Text.PRESENTED);
        form.optionalText("token_type_hint", Text.HINT);
        // Parameters that are not known are ignored, but none may come twice.
        form.faults().refuse();
        var found = introspector.introspect(call.tenant(), token);
        return Answer.json(200, found.json().getBytes(StandardCharsets.UTF_8));
    }
}
