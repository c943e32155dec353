package ripcord.server.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Enough bad input is made of the contract, and of every operation.
class BadInputsTest {
    private final OpenApi openApi = CheckedHttp.contract();
    private final BadInputs inputs = new BadInputs(openApi, new ValidRequests() {
        @Override
        public String pathParameter(Operation operation, String name) {
            return "x";
        }

        @Override
        public Map<String, String> credentials(Operation operation) {
            return Map.of("Authorization", "Bearer rc_k_x");
        }
    });

    @Test
    void everyOperationIsAskedWrongly() {
        assertThat(openApi.operations())
                .allSatisfy(operation -> assertThat(inputs.of(operation)).isNotEmpty());
    }

    @Test
    void everyWayToBeWrongIsTried() {
        var names = names("createSession");

        assertThat(names)
                .contains("no subject", "subject: null", "subject: one character too long", "unknown member unheard_of")
                .contains(
                        "unknown member device.unheard_of",
                        "member amr twice",
                        "amr: an item twice",
                        "amr[0]: a number")
                .contains(
                        "client_kind: a value that is not listed", "if_seq: a number beyond a double", "device.ip: SQL")
                .contains("too large", "not declared", "UTF-16LE", "nested deep", "text after the end")
                .contains("tenant %00", "unknown parameter unheard_of", "Idempotency-Key: two words");
    }

    @Test
    void durationsAreTriedBeyondTheirRange() {
        assertThat(names("replacePolicy"))
                .contains(
                        "refresh.grace: longer than the longest",
                        "session.idle: shorter than the shortest",
                        "clock.leeway: no duration, \"P1Y\"");
        assertThat(names("endSession")).contains("wait=PT0.099S", "wait=PT30.001S", "wait twice");
    }

    @Test
    void whatTheContractAllowsIsNotCalledBad() {
        assertThat(names("createSession")).doesNotContain("subject: SQL", "subject: HTML", "persistent: a boolean");
        assertThat(names("putSubject")).doesNotContain("unknown member attributes.unheard_of");
    }

    private List<String> names(String id) {
        return openApi.operations().stream()
                .filter(operation -> operation.id().equals(id))
                .flatMap(inputs::of)
                .map(BadInput::name)
                .collect(Collectors.toList());
    }
}
