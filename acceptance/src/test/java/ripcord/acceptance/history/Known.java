package ripcord.acceptance.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ripcord.acceptance.history.Journal.Line;

/// What a journal says about one session.
///
/// @param session     the client's own name for it
/// @param created     how far its creation got
/// @param ended       how far its end got
/// @param id          empty unless `created` is acknowledged; so are the tokens
/// @param refresh     the newest refresh token that an answer carried
/// @param unanswered  the refresh token whose presentation got no answer; empty if the last one did
/// @param access      the newest access token
/// @param endSeq      of the acknowledged end's entry; 0 without
public record Known(
        String session,
        Progress created,
        Progress ended,
        String id,
        String refresh,
        String unanswered,
        String access,
        long endSeq) {
    public enum Progress {
        NEVER,
        ASKED,
        ACKNOWLEDGED
    }

    private static Known nothing(String session) {
        return new Known(session, Progress.NEVER, Progress.NEVER, "", "", "", "", 0);
    }

    /// By the client's name, in order of creation.
    public static Map<String, Known> of(List<Line> journal) {
        Map<String, Known> known = new LinkedHashMap<>();
        journal.forEach(line -> learn(known, line));
        return known;
    }

    /// Takes one more line into account.
    public static void learn(Map<String, Known> known, Line line) {
        Known before = known.getOrDefault(line.session(), nothing(line.session()));
        known.put(line.session(), before.after(line));
    }

    private Known after(Line line) {
        return switch (line.operation()) {
            case SIGN_IN -> line.answer() ? signedIn(line.got()) : signInAsked();
            case REFRESH -> line.answer() ? refreshed(line.got()) : refreshAsked(line.presented());
            case END -> line.answer() ? ended(Long.parseLong(line.got().get("seq"))) : endAsked();
        };
    }

    private Known signInAsked() {
        return new Known(session, Progress.ASKED, ended, id, refresh, unanswered, access, endSeq);
    }

    private Known signedIn(Map<String, String> got) {
        return new Known(
                session,
                Progress.ACKNOWLEDGED,
                ended,
                got.get("id"),
                got.get("refresh_token"),
                "",
                got.get("access_token"),
                endSeq);
    }

    private Known refreshAsked(String presented) {
        return new Known(session, created, ended, id, refresh, presented, access, endSeq);
    }

    private Known refreshed(Map<String, String> got) {
        return new Known(session, created, ended, id, got.get("refresh_token"), "", got.get("access_token"), endSeq);
    }

    private Known endAsked() {
        Progress progress = ended == Progress.ACKNOWLEDGED ? ended : Progress.ASKED;
        return new Known(session, created, progress, id, refresh, unanswered, access, endSeq);
    }

    private Known ended(long seq) {
        return new Known(session, created, Progress.ACKNOWLEDGED, id, refresh, unanswered, access, seq);
    }

    /// What its holder would present next: the token whose answer was lost, else the newest.
    public String toPresent() {
        return unanswered.isEmpty() ? refresh : unanswered;
    }

    public boolean isUsable() {
        return created == Progress.ACKNOWLEDGED && ended == Progress.NEVER;
    }
}
