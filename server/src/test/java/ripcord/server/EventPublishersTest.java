package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import ripcord.server.audit.Action;
import ripcord.server.audit.Event;

/// Every event of the catalogue is published by somebody.
class EventPublishersTest {
    private static final JavaClass EVENT = ArchitectureTest.SERVER.get(Event.class);

    @Test
    void everyEventOfTheCatalogueHasAPublisher() {
        assertThat(orphans(_ -> true)).isEmpty();
    }

    @Test
    void anEventWhosePublisherIsGoneIsFound() {
        var withoutMain =
                orphans(type -> !type.isEquivalentTo(RipcordServer.class) && !type.isEquivalentTo(RelayServer.class));

        assertThat(withoutMain)
                .contains(Action.SERVER_STARTED, Action.KEY_ALARM)
                .doesNotContain(Action.REVOKED);
    }

    /// What nobody among `publishers` makes an event of.
    private static Set<Action> orphans(Predicate<JavaClass> publishers) {
        var made = EVENT.getMethods().stream()
                .filter(method -> isReached(method, publishers, new HashSet<>()))
                .flatMap(method -> method.getFieldAccesses().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(Action.class))
                .map(JavaAccess::getName)
                .collect(Collectors.toSet());
        return Arrays.stream(Action.values())
                .filter(action -> !made.contains(action.name()))
                .collect(Collectors.toSet());
    }

    /// Whether somebody else calls it, or one of [Event]'s own methods that somebody else calls.
    private static boolean isReached(JavaMethod method, Predicate<JavaClass> publishers, Set<JavaMethod> seen) {
        return seen.add(method)
                && method.getAccessesToSelf().stream()
                        .anyMatch(access -> access.getOriginOwner().equals(EVENT)
                                ? access.getOrigin() instanceof JavaMethod caller && isReached(caller, publishers, seen)
                                : publishers.test(access.getOriginOwner()));
    }
}
