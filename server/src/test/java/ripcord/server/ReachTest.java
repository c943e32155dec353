package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.spec.CheckedFeed;
import ripcord.server.tenant.TenantId;
import ripcord.verifier.Algorithm;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;
import ripcord.verifier.WhenStale;

/// The reach matrix: each way of ending, and everything that has to notice. Prints how long each took.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachTest {

    private final Map<Ending, Map<Reached, String>> times = new EnumMap<>(Ending.class);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicContainer> everyEndingReachesEverything() {
        return Arrays.stream(Ending.values())
                .map(ending -> dynamicContainer(
                        ending.name(),
                        Arrays.stream(Reached.values())
                                .map(reached -> dynamicTest(reached.name(), () -> cell(ending, reached)))));
    }

    private void cell(Ending ending, Reached reached) throws IOException {
        var clock = new MovableClock();
        clock.set(Instant.now());
        try (var server = LiveServer.start(folder.resolve(ending + "-" + reached), clock)) {
            ending.prepare(server, "default");
            var signedIn = server.signIn("alice");
            switch (reached) {
                case ACCESS_TOKEN_AT_A_VERIFIER -> atVerifier(server, signedIn, ending);
                case OPEN_FEED -> openFeed(server, signedIn, ending);
                case FEED_OF_A_DELETED_KEY -> feedOfDeletedKey(server, signedIn, ending);
                case CACHED_AUTHORIZATION -> cachedAuthorization(server, signedIn, ending);
                case ACCESS_TOKEN_AT_INTROSPECTION ->
                    asked(ending, reached, server, signedIn, () -> isActive(server, signedIn));
                case SESSION_TOKEN -> asked(ending, reached, server, signedIn, () -> isSignedIn(server, signedIn));
                case REFRESH_BY_COOKIE ->
                    asked(ending, reached, server, signedIn, () -> refreshesByCookie(server, signedIn));
                case REFRESH_BY_JSON ->
                    asked(ending, reached, server, signedIn, () -> refreshesByJson(server, signedIn));
                case REFRESH_BY_OAUTH ->
                    asked(ending, reached, server, signedIn, () -> refreshesByOAuth(server, signedIn));
            }
        }
    }

    /// What asks the server each time has to be refused from the acknowledgement on.
    private void asked(
            Ending ending, Reached reached, LiveServer server, SignedIn signedIn, BooleanSupplier stillGood) {
        if (reached == Reached.SESSION_TOKEN || reached == Reached.ACCESS_TOKEN_AT_INTROSPECTION) {
            assertThat(stillGood.getAsBoolean()).as("before").isTrue();
        }
        long begun = System.nanoTime();
        ending.bringAbout(server, signedIn);

        boolean good = stillGood.getAsBoolean();

        assertThat(good).isNotEqualTo(reached.isTakenBackBy(ending));
        note(ending, reached, good ? "-" : since(begun));
    }

    private static boolean isSignedIn(LiveServer server, SignedIn signedIn) {
        return isOk(server.http()
                .get("/t/default/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send()
                .status());
    }

    private static boolean isActive(LiveServer server, SignedIn signedIn) {
        var answer = server.http()
                .post("/t/default/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", signedIn.accessToken()))
                .send();
        // There is nobody to say anything about a deleted tenant's tokens.
        return answer.status() != 404 && answer.expect(200).json().get("active").booleanValue();
    }

    private static boolean refreshesByCookie(LiveServer server, SignedIn signedIn) {
        return isOk(server.http()
                .post("/t/default/auth/refresh")
                .sameOrigin()
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .cookie(signedIn.refreshCookie(), signedIn.refreshToken())
                .send()
                .status());
    }

    private static boolean refreshesByJson(LiveServer server, SignedIn signedIn) {
        return isOk(server.http()
                .post("/t/default/auth/refresh")
                .json(Map.of("refresh_token", signedIn.refreshToken()))
                .send()
                .status());
    }

    private static boolean refreshesByOAuth(LiveServer server, SignedIn signedIn) {
        var form =
                Map.of("grant_type", "refresh_token", "refresh_token", signedIn.refreshToken(), "client_id", "default");
        var answer = server.http().post("/t/default/oauth/token").form(form).send();
        assertThat(answer.status() == 200
                        || List.of("invalid_grant", "access_denied", "not_found")
                                .contains(answer.code()))
                .isTrue();
        return answer.status() == 200;
    }

    private static boolean isOk(int status) {
        assertThat(status).isIn(200, 401, 403, 404);
        return status == 200;
    }

    private void atVerifier(LiveServer server, SignedIn signedIn, Ending ending) throws IOException {
        var key = server.apiKey(List.of("default"), List.of("feed", "introspect", "authz.read"));
        try (var verifier = Verifier.builder()
                .issuer(LiveServer.BASE_URL + "/t/default")
                .server(server.uri())
                .audience(LiveServer.BASE_URL + "/t/default")
                .algorithms(Algorithm.ES256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.reject())
                .apiKey(key)
                .build()) {
            await("the verifier accepts it", () -> accepts(verifier, signedIn));
            long begun = System.nanoTime();
            ending.bringAbout(server, signedIn);

            await("the verifier refuses it", () -> !accepts(verifier, signedIn));

            note(ending, Reached.ACCESS_TOKEN_AT_A_VERIFIER, since(begun));
        }
    }

    private static boolean accepts(Verifier verifier, SignedIn signedIn) {
        return verifier.verify(signedIn.accessToken()) instanceof Verification.Valid;
    }

    private void openFeed(LiveServer server, SignedIn signedIn, Ending ending) throws IOException {
        try (var feed = feed(server, server.rootKey())) {
            long known = feed.next("snapshot").data().get("seq").longValue();
            long begun = System.nanoTime();
            ending.bringAbout(server, signedIn);

            var told = feed.next("entries");

            assertThat(told.data().get("seq").longValue()).isGreaterThan(known);
            note(ending, Reached.OPEN_FEED, since(begun));
        }
    }

    private void feedOfDeletedKey(LiveServer server, SignedIn signedIn, Ending ending) throws IOException {
        var made = server.http()
                .post("/admin/v1/api-keys")
                .bearer(server.rootKey())
                .json(Map.of("name", "leaver", "tenants", List.of("default"), "rights", List.of("feed")))
                .send()
                .expect(201);
        try (var feed = feed(server, made.text("/key"))) {
            feed.next("snapshot");
            long begun = System.nanoTime();
            server.http()
                    .delete("/admin/v1/api-keys/" + made.text("/api_key/id"))
                    .bearer(server.rootKey())
                    .send()
                    .expect(204);

            feed.awaitEnd();

            var took = since(begun);
            ending.bringAbout(server, signedIn);
            assertThat(feedStatus(server, made.text("/key"))).isEqualTo(401);
            note(ending, Reached.FEED_OF_A_DELETED_KEY, took);
        }
    }

    private static CheckedFeed feed(LiveServer server, String key) {
        return server
                .http()
                .get("/t/default/feed?name=matrix&max_staleness_ms=2000&when_stale=reject")
                .bearer(key)
                .stream();
    }

    private static int feedStatus(LiveServer server, String key) throws IOException {
        try (var feed = feed(server, key)) {
            return feed.status();
        }
    }

    /// What a verifier holds of an authorization is void once an entry about its token comes after it.
    private void cachedAuthorization(LiveServer server, SignedIn signedIn, Ending ending) {
        var subject = server.http()
                .put(LiveServer.TENANT + "/subjects/alice")
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled",
                        false,
                        "roles",
                        List.of("editor"),
                        "entitlements",
                        List.of(),
                        "attributes",
                        Map.of()))
                .send()
                .expect(200)
                .json();
        var cached = server.http()
                .get("/t/default/authz/" + subject.get("authz_ref").stringValue())
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json();
        assertThat(cached.at("/roles/0").stringValue()).isEqualTo("editor");
        long begun = System.nanoTime();
        ending.bringAbout(server, signedIn);

        boolean isVoid = isVoid(server, signedIn, cached.get("as_of").longValue());

        assertThat(isVoid).isEqualTo(Reached.CACHED_AUTHORIZATION.isTakenBackBy(ending));
        note(ending, Reached.CACHED_AUTHORIZATION, isVoid ? since(begun) : "-");
    }

    private static boolean isVoid(LiveServer server, SignedIn signedIn, long asOf) {
        var tenant = TenantId.DEFAULT;
        var targets = List.of(
                Target.of(TargetType.SESSION, tenant, signedIn.session()).text(),
                Target.of(TargetType.SUBJECT, tenant, signedIn.subject()).text(),
                Target.of(TargetType.CLIENT, tenant, "default").text(),
                Target.of(TargetType.TENANT, tenant, "").text());
        var answer = server.http()
                .get(LiveServer.TENANT + "/revocations?after=" + asOf)
                .bearer(server.rootKey())
                .send();
        return answer.status() == 404
                || answer.expect(200)
                        .json()
                        .get("entries")
                        .valueStream()
                        .anyMatch(entry -> targets.contains(entry.get("target").stringValue()));
    }

    private static String since(long begun) {
        return "%.1f".formatted((System.nanoTime() - begun) / 1e6);
    }

    private void note(Ending ending, Reached reached, String took) {
        times.computeIfAbsent(ending, ignored -> new EnumMap<>(Reached.class)).put(reached, took);
    }

    @Test
    void everyReasonToEndHasItsRow() {
        assertThat(Ending.ofSessions()).doesNotHaveDuplicates().isSubsetOf(Ending.values());
    }

    @AfterAll
    void print() {
        System.out.println("Milliseconds from the request that ends to the refusal (-: not taken back by it)");
        System.out.println(
                row("", Arrays.stream(Reached.values()).map(Reached::name).toList()));
        times.forEach((ending, row) -> System.out.println(row(
                ending.name(),
                Arrays.stream(Reached.values())
                        .map(reached -> row.getOrDefault(reached, "?"))
                        .toList())));
    }

    private static String row(String head, List<String> cells) {
        return "| " + head + " | " + cells.stream().collect(Collectors.joining(" | ")) + " |";
    }
}
