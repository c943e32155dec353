package ripcord.server.policy;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Names that claims of a tenant's own choice may have.
final class ClaimNames {
    static final int MOST = 20;
    static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:/-]{0,63}");

    /// What a verifier reads, or RFC 7519, RFC 9068, RFC 7800 and OpenID Connect give a meaning that the server alone
    /// can vouch for.
    private static final Set<String> TAKEN = Set.of(
            "iss",
            "sub",
            "aud",
            "exp",
            "nbf",
            "iat",
            "jti",
            "client_id",
            "sid",
            "rev",
            "auth_time",
            "amr",
            "acr",
            "authz_ref",
            "act",
            "may_act",
            "cnf",
            "scope",
            "azp",
            "nonce",
            "events",
            "roles",
            "groups",
            "entitlements",
            "typ",
            "ver");

    /// What OpenID Connect names the claims about a person, and what people call the same things.
    private static final Set<String> PERSONAL = Set.of(
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "username",
            "profile",
            "picture",
            "website",
            "email",
            "email_verified",
            "gender",
            "birthdate",
            "birthday",
            "date_of_birth",
            "dob",
            "zoneinfo",
            "locale",
            "phone",
            "phone_number",
            "phone_number_verified",
            "mobile",
            "address",
            "street",
            "postal_code",
            "zip",
            "city",
            "ssn",
            "tax_id",
            "passport",
            "nationality",
            "ip",
            "ip_address",
            "location");

    private ClaimNames() {}

    static boolean isTaken(String name) {
        return TAKEN.contains(name);
    }

    /// By its name alone: whoever can read a token can read this about a person.
    static boolean looksPersonal(String name) {
        var last = name.substring(
                Math.max(name.lastIndexOf('/'), Math.max(name.lastIndexOf(':'), name.lastIndexOf('.'))) + 1);
        var plain = last.toLowerCase(Locale.ROOT).replace('-', '_');
        return PERSONAL.contains(plain)
                || plain.endsWith("_email")
                || plain.endsWith("_name")
                || plain.endsWith("_phone")
                || plain.endsWith("_address");
    }
}
