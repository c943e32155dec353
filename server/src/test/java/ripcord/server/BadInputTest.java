package ripcord.server;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.spec.BadInputs;
import ripcord.server.spec.CheckedHttp;
import ripcord.server.spec.Operation;
import ripcord.server.spec.RawHttp;
import ripcord.server.spec.ValidRequests;

/// Every operation is asked wrongly in every way that can be derived from the contract, and answers with a refusal
/// that names the fault.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private LiveServer server;
    private SignedIn signedIn;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
        signedIn = server.signIn("alice");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicNode> everyFaultIsRefused() {
        var inputs = new BadInputs(CheckedHttp.contract(), new Valid());
        return CheckedHttp.contract().operations().stream()
                .map(operation -> dynamicContainer(
                        operation.toString(),
                        inputs.of(operation)
                                .map(input -> dynamicTest(
                                        input.name(), () -> input.check(RawHttp.send(server.uri(), input))))));
    }

    private final class Valid implements ValidRequests {
        @Override
        public String pathParameter(Operation operation, String name) {
            return switch (name) {
                case "tenant" -> "default";
                case "subject" -> signedIn.subject();
                case "id" -> signedIn.session();
                default -> "x";
            };
        }

        @Override
        public Map<String, String> credentials(Operation operation) {
            return operation.takesCookies()
                    ? Map.of(
                            "Cookie",
                            signedIn.sessionCookie() + "=" + signedIn.sessionToken(),
                            "Sec-Fetch-Site",
                            "same-origin")
                    : Map.of("Authorization", "Bearer " + server.rootKey());
        }
    }
}
