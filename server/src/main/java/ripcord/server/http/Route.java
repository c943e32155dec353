package ripcord.server.http;

import java.util.List;

/// One method of one path: what it takes, who may use it, and what answers. A handler can only be given together with
/// an [Access], and gets the proof that it was enforced as a parameter.
///
/// @param template as `spec/openapi.json` writes it
/// @param segments of the template, without the empty one before the first slash
record Route(Verb verb, String template, Body body, Access access, List<String> segments) {
    Route(Verb verb, String template, Body body, Access access) {
        this(verb, template, body, access, List.of(template.substring(1).split("/", -1)));
    }

    /// A route without a body.
    static Route of(Verb verb, String template, Access access) {
        return new Route(verb, template, Body.NONE, access);
    }

    /// Whether it belongs to operators, and so to the admin port if there is one.
    boolean isAdmin() {
        return template.startsWith("/admin/");
    }

    ErrorStyle errors() {
        return template.startsWith("/t/{tenant}/oauth/") ? ErrorStyle.OAUTH : ErrorStyle.PROBLEM;
    }

    @Override
    public String toString() {
        return verb + " " + template;
    }
}
