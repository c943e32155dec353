package ripcord.server.http;

import java.time.Duration;
import java.util.Optional;
import ripcord.server.session.Ended;

/// Answers what was ended or revoked.
final class Waiting {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /// How long the caller wants to wait; empty for not at all.
    static Optional<Duration> of(Fields fields) {
        return fields.optionalDuration("wait", SHORTEST, LONGEST);
    }

    /// 200 with `seq`, and the confirmation if there is one.
    Answer answer(Call call, Ended ended, Optional<Duration> wait) {
        return answer(call, ended, wait, json -> {});
    }

    /// As [#answer(Call, Ended, Optional)], with further members.
    Answer answer(Call call, Ended ended, Optional<Duration> wait, Json.Members more) {
        return Answer.ok(members(ended, more));
    }

    /// 201 with the same.
    Answer created(Call call, Ended ended, Optional<Duration> wait, Json.Members more) {
        return Answer.created(members(ended, more));
    }

    private static Json.Members members(Ended ended, Json.Members more) {
        return json -> {
            json.writeNumberProperty("seq", ended.seq());
            more.write(json);
        };
    }
}
