package ripcord.verifier;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An issuer, {@code {base_url}/t/{tenant}}, taken apart.
 *
 * @param text as tokens state it
 * @param base the server's public address
 */
record IssuerName(String text, URI base, String tenant) {
    private static final Pattern FORM =
            Pattern.compile("(https?://[^/?#@\\s]+(?:/[^?#\\s]*)?)/t/([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)");

    static IssuerName parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "issuer: " + Quoted.text(text) + " (expected: https://host/t/tenant, as tokens state it)");
        }
        return new IssuerName(text, URI.create(matcher.group(1)), matcher.group(2));
    }
}
