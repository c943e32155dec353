package ripcord.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.acceptance.chaos.Made.at;
import static ripcord.acceptance.chaos.Made.ms;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.chaos.Asked.Outcome;

class EndsHoldTest {
    private final History history = new History();

    @Test
    void anEndedSessionIsRefusedEverywhere() {
        history.add(at(0, 1, Operation.END, Outcome.ACCEPTED, 100, 110));
        history.add(at(1, 1, Operation.CHECK, Outcome.REFUSED, 111, 112));

        assertThat(faults()).isEmpty();
    }

    @Test
    void anAcceptanceThatBeganBeforeTheEndWasAcknowledgedIsNoFault() {
        history.add(at(0, 1, Operation.END, Outcome.ACCEPTED, 100, 110));
        history.add(at(1, 1, Operation.CHECK, Outcome.ACCEPTED, 110, 200));

        assertThat(faults()).isEmpty();
    }

    @Test
    void anotherNodeAcceptsAfterTheEndWasAcknowledged() {
        history.add(at(0, 1, Operation.END, Outcome.ACCEPTED, 100, 110));
        history.add(at(1, 1, Operation.CHECK, Outcome.ACCEPTED, 111, 112));

        assertThat(faults())
                .singleElement()
                .asString()
                .contains("after the end was acknowledged")
                .contains("at node 1");
    }

    @Test
    void anIntrospectionAndARefreshCountAsWell() {
        history.add(at(0, 1, Operation.END, Outcome.ACCEPTED, 100, 110));
        history.add(at(0, 1, Operation.INTROSPECT, Outcome.ACCEPTED, 120, 121));
        history.add(at(0, 1, Operation.REFRESH, Outcome.ACCEPTED, 120, 121));

        assertThat(faults()).hasSize(2);
    }

    @Test
    void anEndThatWasNotAcknowledgedPromisesNothing() {
        history.add(at(0, 1, Operation.END, Outcome.UNKNOWN, 100, 110));
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 120, 121));

        assertThat(faults()).isEmpty();
    }

    @Test
    void aVerifierClaimsToBeFresherThanTheLogCouldBeRead() {
        history.dark(0, new Span(ms(1_000), ms(9_000)));

        assertThat(faults(claim(2_000, 400))).singleElement().asString().contains("claimed a staleness of 400 ms");
        assertThat(faults(claim(2_000, 1_000))).isEmpty();
    }

    @Test
    void aClaimWhoseAnswerCameWhenTheLogCouldBeReadAgainIsNoFault() {
        history.dark(0, new Span(ms(1_000), ms(2_001)));

        assertThat(faults(claim(2_000, 0))).isEmpty();
    }

    @Test
    void whileOneNodeCanReadTheLogAClaimMayRestOnIt() {
        history.dark(0, new Span(ms(1_000), ms(9_000)));

        assertThat(EndsHold.faults(history, 2, Duration.ZERO, List.of(claim(2_000, 0))))
                .isEmpty();
    }

    @Test
    void anEndThatWasAcknowledgedByAStoreThatIsLostIsNotHeldAgainstAnybody() {
        history.losing(Span.since(ms(100)));
        history.add(at(0, 1, Operation.END, Outcome.ACCEPTED, 100, 110));
        history.lostUntil(ms(120));
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 200, 201));
        assertThat(faults()).isEmpty();

        history.add(at(0, 1, Operation.END, Outcome.ACCEPTED, 210, 220));
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 230, 231));
        assertThat(faults()).hasSize(1);
    }

    @Test
    void aNodeGoesByAMemoryThatIsOlderThanItsLease() {
        history.dark(0, new Span(ms(1_000), ms(9_000)));
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 2_000, 2_001));
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 2_010, 2_011));

        assertThat(faults()).singleElement().asString().contains("could not be read anew for 1010 ms");
    }

    private List<String> faults(Watch.Claim... claims) {
        return EndsHold.faults(history, 1, Duration.ZERO, List.of(claims));
    }

    private static Watch.Claim claim(long begun, long claimed) {
        return new Watch.Claim(0, ms(begun), ms(begun + 1), ms(claimed));
    }
}
