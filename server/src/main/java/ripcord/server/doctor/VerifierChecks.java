package ripcord.server.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Access;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The verifiers that follow a server.
final class VerifierChecks {
    private static final String ABOUT = "verifiers";
    private static final Pattern KEY = Pattern.compile("rc_k_[A-Za-z0-9_-]{10,200}");

    private final Asking asking;

    VerifierChecks(Asking asking) {
        this.asking = asking;
    }

    /// Asks a server.
    @FunctionalInterface
    interface Asking {
        /// Waits for the answer, for a while.
        ///
        /// @param key shown, unless it is empty
        HttpResponse<String> get(String url, String key) throws IOException, InterruptedException;
    }

    /// Those of this machine's server.
    ///
    /// @param here    null if the configured server is not to be had over loopback
    /// @param rootKey never shown to anybody else
    List<Finding> ofThisMachine(@Nullable URI here, Path rootKey) throws InterruptedException {
        if (here == null) {
            return List.of(Finding.ok(
                    ABOUT,
                    "not looked at: root.key is shown over loopback alone, where the server does not listen; name it"
                            + " with --url, and a key with --key-file"));
        }
        return Access.to(rootKey) == Access.ABSENT
                ? List.of(Finding.ok(ABOUT, "not looked at: " + rootKey + " is not there"))
                : of(here, rootKey);
    }

    /// Those of any server.
    ///
    /// @param keyFile holds what is shown to `url`
    List<Finding> of(URI url, Path keyFile) throws InterruptedException {
        if (Access.to(keyFile) == Access.DENIED) {
            return List.of(Finding.warning(ABOUT, Access.denied(keyFile), StoreChecks.AS_THE_SERVER));
        }
        var key = key(keyFile);
        if (key.isEmpty()) {
            return List.of(Finding.warning(ABOUT, keyFile + " holds no API key", "name a file with one: rc_k_…"));
        }
        try {
            var answer = asking.get(url + "/admin/v1/verifiers", key);
            return answer.statusCode() == 200
                    ? list(url, answer.body())
                    : List.of(unlisted(
                            url,
                            "it answers " + answer.statusCode(),
                            "see that the key in " + keyFile + " is this server's and has the right for it"));
        } catch (IOException e) {
            return List.of(unlisted(url, ServerChecks.reason(e), "see whether the server listens there"));
        } catch (JacksonException e) {
            return List.of(unlisted(url, "its answer is no JSON", "see that it is a Ripcord server"));
        }
    }

    private static Finding unlisted(URI url, String why, String toDo) {
        return Finding.warning(ABOUT, "those of " + url + " are not to be listed: " + why, toDo);
    }

    /// Empty if there is none.
    private static String key(Path file) {
        try {
            var text = Files.readString(file).strip();
            return KEY.matcher(text).matches() ? text : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Finding> list(URI url, String body) {
        var findings = new ArrayList<Finding>();
        int followed = 0;
        for (var verifier : new JsonMapper().readTree(body).path("items")) {
            followed++;
            lagging(verifier, findings);
        }
        findings.add(Finding.ok(ABOUT, followed + " follow the log of " + url));
        return findings;
    }

    private static void lagging(JsonNode verifier, List<Finding> findings) {
        var name = verifier.path("name").asString("?");
        double staleness = verifier.path("staleness_ms").asDouble(0);
        double bound = verifier.path("max_staleness_ms").asDouble(0);
        if (!verifier.path("connected").asBoolean(true)) {
            findings.add(Finding.warning(
                    ABOUT, name + " has lost its stream", "see whether it runs and reaches this server"));
        } else if (bound > 0 && staleness > bound) {
            findings.add(Finding.warning(
                    ABOUT,
                    name + " is " + Math.round(staleness) + " ms behind (bound: " + Math.round(bound) + " ms)",
                    "look at its load and its way to this server"));
        }
    }
}
