package ripcord.acceptance.chaos;

import java.util.Base64;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.client.Json;
import ripcord.acceptance.client.SignedIn;
import tools.jackson.databind.JsonNode;

/// Histories that were never lived through, for the tests of what judges them. Moments are in milliseconds.
final class Made {
    private Made() {}

    static long ms(long millis) {
        return millis * 1_000_000;
    }

    static Asked at(int node, int session, Operation operation, Outcome outcome, long begun, long done) {
        return new Asked(operation, node, session, ms(begun), ms(begun), ms(done), outcome, true, "");
    }

    static Held held(int number) {
        String refresh = "rc_r_" + token(0);
        JsonNode body = Json.read("""
                {"session": {"id": "s"}, "session_token": "c", "access_token": "a", "refresh_token": "%s"}""".formatted(refresh));
        return new Held(number, new SignedIn(body), "acme", 0);
    }

    /// What a refresh token of that generation begins with: the rest is nobody's business here.
    static String token(int generation) {
        byte[] bytes = new byte[54];
        bytes[21] = (byte) generation;
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
