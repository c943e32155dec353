package ripcord.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ripcord.server.apikey.Right;

/// One method of one path: what it takes, who may use it, and what answers. A handler can only be given together with
/// an [Access], and gets the proof that it was enforced as a parameter.
///
/// @param template as `spec/openapi.json` writes it
/// @param parts of the template, read once
record Route(Verb verb, String template, Body body, Access access, Template parts) {
    Route(Verb verb, String template, Body body, Access access) {
        this(verb, template, body, access, Template.of(template));
    }

    /// A template in parts.
    ///
    /// @param segments without the empty one before the first slash
    /// @param names    what is in braces, and which segment that is
    record Template(List<String> segments, Map<String, Integer> names) {
        static Template of(String text) {
            var segments = List.of(text.substring(1).split("/", -1));
            var names = new LinkedHashMap<String, Integer>();
            for (int i = 0; i < segments.size(); i++) {
                if (isName(segments.get(i))) {
                    names.put(segments.get(i).substring(1, segments.get(i).length() - 1), i);
                }
            }
            return new Template(segments, names);
        }
    }

    /// Whether a template's segment stands for any.
    static boolean isName(String segment) {
        return segment.startsWith("{");
    }

    List<String> segments() {
        return parts.segments;
    }

    Map<String, Integer> names() {
        return parts.names;
    }

    /// A route without a body.
    static Route of(Verb verb, String template, Access access) {
        return new Route(verb, template, Body.NONE, access);
    }

    /// Whether it belongs to operators, and so to the admin port if there is one.
    boolean isAdmin() {
        return template.startsWith("/admin/") || template.equals("/metrics");
    }

    /// What becomes of it while this server is cut off from the store. Everything is refused that changes something or
    /// gives out a credential, and what is for looking at a server that is not well is not.
    WithoutStore withoutStore() {
        return switch (access) {
            case Access.Anyone _ -> verb == Verb.GET ? WithoutStore.ANSWERED : WithoutStore.REFUSED;
            case Access.KeyIfAny _ -> WithoutStore.ANSWERED;
            case Access.ApiKeyHolder(var right, var _) ->
                right == Right.METRICS ? WithoutStore.ANSWERED : WithoutStore.REFUSED;
            case Access.ClientKey(var right, var _) ->
                right == Right.INTROSPECT ? WithoutStore.FROM_MEMORY : WithoutStore.REFUSED;
            case Access.SessionCookie _ ->
                template.endsWith("/auth/session") ? WithoutStore.FROM_MEMORY : WithoutStore.REFUSED;
            case Access.Remover _, Access.ClientKeyOrPublic _, Access.Credentials _ -> WithoutStore.REFUSED;
        };
    }

    /// Whether it takes something back, or decides what others may take: no limit of a tenant holds that up.
    boolean takesBack() {
        return switch (access) {
            case Access.ApiKeyHolder(var right, var _) -> isForTakingBack(right);
            case Access.ClientKeyOrPublic(var right, var _) -> isForTakingBack(right);
            case Access.Remover _, Access.KeyIfAny _ -> true;
            case Access.ClientKey _, Access.Anyone _, Access.SessionCookie _ -> false;
            case Access.Credentials _ -> template.endsWith("/logout");
        };
    }

    private static boolean isForTakingBack(Right right) {
        return switch (right) {
            case TENANTS, SESSIONS_END, REVOKE, KEYS, FEED, API_KEYS, METRICS -> true;
            case POLICY, SUBJECTS, SESSIONS_CREATE, SESSIONS_READ, INTROSPECT, AUTHZ_READ -> false;
        };
    }

    /// Whether it is answered by a stream of the feed.
    boolean opensStream() {
        return verb == Verb.GET && template.endsWith("/feed");
    }

    /// Whether it signs somebody in.
    boolean beginsSession() {
        return verb == Verb.POST && template.equals("/admin/v1/tenants/{tenant}/sessions");
    }

    ErrorStyle errors() {
        return template.startsWith("/t/{tenant}/oauth/") ? ErrorStyle.OAUTH : ErrorStyle.PROBLEM;
    }

    @Override
    public String toString() {
        return verb + " " + template;
    }
}
