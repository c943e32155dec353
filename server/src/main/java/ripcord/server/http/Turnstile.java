package ripcord.server.http;

/// Where a request that may be done waits for its turn, or is refused because its tenant asks too much. Thread-safe.
final class Turnstile {
    private final Rates rates;
    private final Shares shares;

    Turnstile(Rates rates, Shares shares) {
        this.rates = rates;
        this.shares = shares;
    }

    /// Lets `call` in, with its part of what its tenant may have in progress.
    ///
    /// @throws RefusedException if it has to come again later
    void pass(Call call) {
        var route = call.route();
        if (!route.takesBack() && !rates.admitsRequest(call.tenant())) {
            throw tooMuch();
        }
        if (route.beginsSession() && !rates.admitsSignIn(call.tenant())) {
            throw tooMuch();
        }
        call.share(shares.enter(call.tenant().id(), route.takesBack()).orElseThrow(Turnstile::tooMuch));
    }

    private static RefusedException tooMuch() {
        return Refusal.of(Code.RATE_LIMITED).toException();
    }
}
