package ripcord.server;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.spec.Answer;
import ripcord.server.spec.Call;

/// What is done for a cookie, and what is not, because another site may have sent it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CookieTest {
    private static final String LISTED = "https://app.example.com";

    private LiveServer server;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
        server.policy("default", "cookie", "origins", List.of(LISTED));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Call withCookies(Call call, SignedIn signedIn) {
        return call.cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .cookie(signedIn.refreshCookie(), signedIn.refreshToken());
    }

    private Call change(String path, SignedIn signedIn) {
        var call = path.contains("/sessions/")
                ? server.http().delete(signedIn.issuer() + path + signedIn.session())
                : server.http().post(signedIn.issuer() + path);
        return withCookies(call, signedIn);
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, ,                             true",
        "same-origin, https://evil.example,         true",
        "same-site,   ,                             false",
        "cross-site,  ,                             false",
        "none,        ,                             false",
        "cross-site,  https://evil.example,         false",
        "cross-site,  https://app.example.com,      true",
        "same-site,   https://app.example.com,      true",
        ",            https://app.example.com,      true",
        ",            https://id.example.com,       true",
        ",            https://app.example.com:444,  false",
        ",            http://app.example.com,       false",
        ",            https://app.example.com.evil, false",
        ",            null,                         false",
        ",            ,                             false",
        "SAME-ORIGIN, ,                             false"
    })
    void aChangeIsDoneExactlyForPagesThatMay(String site, String origin, boolean done) {
        for (var path : List.of("/auth/token", "/auth/refresh", "/auth/logout", "/auth/sessions/")) {
            var call = change(path, server.signIn("alice"));
            if (site != null) {
                call.header("Sec-Fetch-Site", site);
            }
            if (origin != null) {
                call.header("Origin", origin);
            }

            var answer = call.send();

            assertThat(answer.status()).as(path).isEqualTo(done ? succeeded(path) : 403);
            if (!done) {
                assertThat(answer.code()).isEqualTo("cross_site");
                assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
            }
        }
    }

    private static int succeeded(String path) {
        return path.equals("/auth/token") || path.equals("/auth/refresh") ? 200 : 204;
    }

    @Test
    void whatIsNoBrowserSaysSoWithAHeaderAndJson() {
        var signedIn = server.signIn("alice");

        var deliberate = change("/auth/token", signedIn)
                .header("X-Ripcord", "1")
                .json("{}")
                .send();
        var form = change("/auth/token", signedIn).header("X-Ripcord", "1").send();
        var plain = change("/auth/token", signedIn).json("{}").send();

        assertThat(deliberate.status()).isEqualTo(200);
        assertThat(form.code()).isEqualTo("cross_site");
        assertThat(plain.code()).isEqualTo("cross_site");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void theHeaderDoesNotHelpWhatSaysThatItIsABrowser(String site) {
        var answer = change("/auth/token", server.signIn("alice"))
                .header("X-Ripcord", "1")
                .header("Sec-Fetch-Site", site)
                .json("{}")
                .send();

        assertThat(answer.code()).isEqualTo("cross_site");
    }

    @Test
    void readingIsFreeAndChangesNothing() {
        var answer = withCookies(server.http().get("/t/default/auth/session"), server.signIn("alice"))
                .header("Sec-Fetch-Site", "cross-site")
                .send();

        assertThat(answer.expect(200).header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void aRefreshTokenInTheBodyIsNoCookie() {
        var signedIn = server.signIn("default", "alice", "native");

        var answer = server.http()
                .post("/t/default/auth/refresh")
                .header("Sec-Fetch-Site", "cross-site")
                .json(Map.of("refresh_token", signedIn.refreshToken()))
                .send();

        assertThat(answer.expect(200).text("/refresh_token")).startsWith("rc_r_");
    }

    @Test
    void twoCookiesOfOneNameAreRefused() {
        var one = server.signIn("alice");
        var other = server.signIn("mallory");
        var name = one.sessionCookie();

        var tossed = session(name + "=" + one.sessionToken() + "; " + name + "=" + other.sessionToken());

        assertThat(tossed.expect(400).faultyFields()).containsExactly(name);
        assertThat(tossed.body()).doesNotContain("rc_s_");
    }

    private Answer session(String cookies) {
        return server.http()
                .get("/t/default/auth/session")
                .header("Cookie", cookies)
                .send();
    }

    @Test
    void cookiesOfOthersOnTheHostAreNotLookedAt() {
        var signedIn = server.signIn("alice");

        var answer = session("a; =; x=\"y;z\"; __Host-rc_session-default2=rc_s_x;  " + signedIn.sessionCookie() + "="
                + signedIn.sessionToken() + " ; __host-rc_session-default=rc_s_y");

        assertThat(answer.expect(200).text("/session/subject")).isEqualTo("alice");
    }

    @Test
    void anotherTenantsTokenIsWorthNothingHere() {
        server.tenant("acme");
        var theirs = server.signIn("acme", "alice", "browser");

        var answer = session("__Host-rc_session-default=" + theirs.sessionToken());

        assertThat(answer.expect(401).code()).isEqualTo("signed_out");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void cookiesAreClearedAtADefiniteEndOnly() {
        var signedIn = server.signIn("alice");
        var garbage = session(signedIn.sessionCookie() + "=rc_s_" + "A".repeat(72));
        change("/auth/logout", signedIn).sameOrigin().send().expect(204);

        var over = withCookies(server.http().get("/t/default/auth/session"), signedIn)
                .send();

        assertThat(garbage.expect(401).headers().allValues("Set-Cookie")).isEmpty();
        assertThat(over.expect(401).cookie(signedIn.sessionCookie())).hasValue("");
        assertThat(over.cookie(signedIn.refreshCookie())).hasValue("");
    }

    @Test
    void anEndClearsNoCookieOfAnotherSession() {
        var ended = server.signIn("alice");
        var alive = server.signIn("alice");
        change("/auth/logout", ended).sameOrigin().send().expect(204);

        var bySession = server.http()
                .get("/t/default/auth/session")
                .cookie(ended.sessionCookie(), ended.sessionToken())
                .cookie(alive.refreshCookie(), alive.refreshToken())
                .send()
                .expect(401);
        var byRefresh = refresh(ended, alive).expect(401);

        assertThat(bySession.headers().allValues("Set-Cookie"))
                .singleElement(as(STRING))
                .startsWith(ended.sessionCookie() + "=;");
        assertThat(byRefresh.headers().allValues("Set-Cookie"))
                .singleElement(as(STRING))
                .startsWith(ended.refreshCookie() + "=;");
    }

    @Test
    void logoutClearsAndIsFineWithoutASession() {
        var signedIn = server.signIn("alice");

        var first = change("/auth/logout", signedIn).sameOrigin().send().expect(204);
        var again = change("/auth/logout", signedIn).sameOrigin().send().expect(204);
        var nothing = server.http().post("/t/default/auth/logout").send().expect(204);

        assertThat(first.cookie(signedIn.sessionCookie())).hasValue("");
        assertThat(again.cookie(signedIn.sessionCookie())).hasValue("");
        assertThat(nothing.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aRefreshCookieNeedsTheSessionCookieOfItsSession() {
        var mine = server.signIn("alice");
        var other = server.signIn("mallory");

        var alone = refresh(mine, null);
        var mixed = refresh(mine, other);
        var together = refresh(mine, mine);

        assertThat(alone.expect(401).code()).isEqualTo("signed_out");
        assertThat(mixed.expect(401).code()).isEqualTo("signed_out");
        assertThat(together.expect(200).cookie(mine.refreshCookie()).orElse("")).startsWith("rc_r_");
        assertThat(together.body()).doesNotContain("rc_r_");
    }

    @Test
    void aReplacedSessionCookieOfAnotherSessionDoesNotHelpARefreshCookie() {
        var mine = server.signIn("alice");
        var other = server.signIn("mallory");
        renew(other);

        assertThat(refresh(mine, other).expect(401).code()).isEqualTo("signed_out");
        assertThat(refresh(mine, mine).status()).isEqualTo(200);
        renew(mine);
        assertThat(refresh(mine, mine).expect(401).code()).isEqualTo("superseded");
    }

    private void renew(SignedIn signedIn) {
        server.http()
                .post(LiveServer.TENANT + "/sessions/" + signedIn.session() + "/renew")
                .bearer(server.rootKey())
                .json(Map.of("cause", "password", "others", "keep"))
                .send()
                .expect(200);
    }

    @Test
    void logoutEndsTheSessionsOfBothCookies() {
        var one = server.signIn("alice");
        var other = server.signIn("alice");

        server.http()
                .post("/t/default/auth/logout")
                .sameOrigin()
                .cookie(one.sessionCookie(), one.sessionToken())
                .cookie(other.refreshCookie(), other.refreshToken())
                .send()
                .expect(204);

        assertThat(session(one.sessionCookie() + "=" + one.sessionToken()).status())
                .isEqualTo(401);
        assertThat(session(other.sessionCookie() + "=" + other.sessionToken()).status())
                .isEqualTo(401);
    }

    private Answer refresh(SignedIn refresh, SignedIn session) {
        var call = server.http()
                .post("/t/default/auth/refresh")
                .sameOrigin()
                .cookie(refresh.refreshCookie(), refresh.refreshToken());
        if (session != null) {
            call.cookie(session.sessionCookie(), session.sessionToken());
        }
        return call.send();
    }

    @Test
    void nothingSentIsNotTheSameAsSignedOut() {
        assertThat(server.http().get("/t/default/auth/session").send().code()).isEqualTo("no_credentials");
        assertThat(server.http().post("/t/default/auth/refresh").send().code()).isEqualTo("no_credentials");
    }

    @Test
    void aPersistentCookieLastsToTheHardEndAndNoFurther() {
        var path = "/admin/v1/tenants/default/sessions";
        var answer = server.http()
                .post(path)
                .bearer(server.rootKey())
                .json(Map.of("subject", "a", "amr", List.of("pwd"), "client_kind", "browser", "persistent", true))
                .send()
                .expect(201);

        assertThat(answer.text("/set_cookie/0")).contains("; Max-Age=2592000;");
        assertThat(server.signIn("alice").answer().at("/set_cookie/0").stringValue())
                .doesNotContain("Max-Age");
    }

    @Test
    void anAccessTokenIsNoCookieAndASessionTokenNoBearer() {
        var signedIn = server.signIn("alice");

        assertThat(session(signedIn.sessionCookie() + "=" + signedIn.accessToken())
                        .code())
                .isEqualTo("signed_out");
        assertThat(session(signedIn.sessionCookie() + "=" + signedIn.refreshToken())
                        .code())
                .isEqualTo("signed_out");
        assertThat(server.http()
                        .get("/t/default/auth/session")
                        .bearer(signedIn.sessionToken())
                        .send()
                        .code())
                .isEqualTo("no_credentials");
    }
}
