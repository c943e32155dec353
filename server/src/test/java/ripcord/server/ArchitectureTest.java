package ripcord.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which way the arrows point. A rule about a package that is not there yet holds.
class ArchitectureTest {
    static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("ripcord.server");

    private static final String[] DOMAINS = {
        "..server.session..",
        "..server.token..",
        "..server.refresh..",
        "..server.revocation..",
        "..server.key..",
        "..server.tenant..",
        "..server.subject..",
        "..server.policy.."
    };

    /// Where time and chance enter; everybody else is given them.
    private static final Set<String> SOURCES_OF_TIME_AND_CHANCE = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Math.random",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.util.UUID.randomUUID",
            "java.util.Random.<init>",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.security.SecureRandom.<init>",
            "java.security.SecureRandom.getInstanceStrong");

    @Test
    void noPackageReachesItselfThroughOthers() {
        holds(slices().matching("ripcord.server.(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyMainKnowsHttp() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("ripcord.server.http..", "ripcord.server")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ripcord.server.http.."));
    }

    @Test
    void noDomainKnowsWhatUsesIt() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(DOMAINS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ripcord.server.feed..", "ripcord.server.introspection..", "ripcord.server.http.."));
    }

    @Test
    void nobodyBelowMainKnowsMain() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("ripcord.server")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ripcord.server"));
    }

    @Test
    void whatServesTheDomainsToOthersLeavesSqlToAStore() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(
                        "ripcord.server",
                        "ripcord.server.http..",
                        "ripcord.server.feed..",
                        "ripcord.server.introspection..",
                        "ripcord.server.doctor..",
                        "ripcord.server.config..")
                .and()
                .haveSimpleNameNotStartingWith("Sql")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..")));
    }

    @Test
    void nobodyTakesTimeOrChanceForHimself() {
        holds(noClasses()
                .that(resideOutsideDatabase().and(isNotMain()))
                .should()
                .accessTargetWhere(takesTimeOrChance()));
    }

    @Test
    void theServerDoesWithoutTheVerifier() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("ripcord.server", "ripcord.server.relay..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("ripcord.verifier..")));
        holds(noClasses()
                .that(DescribedPredicate.describe(
                        "are of Main's package and wire no relay",
                        type -> type.getPackageName().equals("ripcord.server")
                                && !type.getName().startsWith("ripcord.server.Relay")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("ripcord.verifier..")));
        holds(noClasses().should().dependOnClassesThat(resideInAnyPackage("ripcord.sample..")));
    }

    @Test
    void theDemoUsesTheServerFromOutside() {
        holds(noClasses()
                .that()
                .resideInAPackage("ripcord.server.demo..")
                .should()
                .dependOnClassesThat(resideInAPackage("ripcord.server..")
                        .and(DescribedPredicate.not(resideInAPackage("ripcord.server.demo..")))));
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("ripcord.server.demo..", "ripcord.server")
                .should()
                .dependOnClassesThat(resideInAPackage("ripcord.server.demo..")));
    }

    @Test
    void theLoadDriverMeetsTheServerAsAnyClientDoes() {
        holds(noClasses()
                .that()
                .resideInAPackage("ripcord.server.load..")
                .should()
                .dependOnClassesThat(resideInAPackage("ripcord.server..")
                        .and(DescribedPredicate.not(resideInAPackage("ripcord.server.load..")))));
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("ripcord.server.load..", "ripcord.server.cli..")
                .should()
                .dependOnClassesThat(resideInAPackage("ripcord.server.load..")));
    }

    @Test
    void redisIsPlumbingBelowTheDomains() {
        holds(noClasses()
                .that()
                .resideInAPackage("ripcord.server.redis..")
                .should()
                .dependOnClassesThat(resideInAPackage("ripcord.server..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("ripcord.server.redis..", "ripcord.server.config..")))));
    }

    /// So that none of it is loaded where no Redis is configured.
    @Test
    void onlyAFewClassesKnowTheDriverOfRedis() {
        holds(noClasses()
                .that(DescribedPredicate.describe(
                        "are not of the few",
                        type -> !type.getName().matches("ripcord\\.server\\.redis\\.(Lettuce|Credentials|Breaker).*")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.lettuce..", "io.netty..", "io.github.resilience4j..")));
    }

    @Test
    void everyNameSaysWhatTheThingIs() {
        holds(noClasses().should().resideInAnyPackage("..common..", "..util..", "..utils..", "..impl..", "..helper.."));
        holds(noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?"));
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(SERVER);
    }

    private static DescribedPredicate<JavaClass> resideOutsideDatabase() {
        return DescribedPredicate.not(resideInAPackage("ripcord.server.database.."));
    }

    private static DescribedPredicate<JavaClass> isNotMain() {
        return DescribedPredicate.describe(
                "is not Main", type -> !type.getName().matches("ripcord\\.server\\.Main(\\$.*)?"));
    }

    private static DescribedPredicate<JavaAccess<?>> takesTimeOrChance() {
        return DescribedPredicate.describe(
                "takes time or chance for itself",
                access -> SOURCES_OF_TIME_AND_CHANCE.contains(
                                access.getTargetOwner().getName() + "." + access.getName())
                        // Instant.now(clock) is given its time; Instant.now() is not.
                        && !takesAClock(access));
    }

    private static boolean takesAClock(JavaAccess<?> access) {
        return access instanceof com.tngtech.archunit.core.domain.JavaMethodCall call
                && call.getTarget().getRawParameterTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(java.time.Clock.class));
    }
}
