package ripcord.server.signin;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import ripcord.server.TestStore;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings;
import ripcord.server.session.SessionId;

/// Prints how many sign-ins, look-ups, refreshes and ends a second the domains do on this machine, durably and
/// without HTTP or signatures. Not a test: run it by hand.
final class Throughput {
    private static final int CALLERS = 64;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Throughput() {}

    public static void main(String[] arguments) throws Exception {
        var folder = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("throughput");
        int each = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 40_000;
        try (var store = new TestStore(folder, InstantSource.system())) {
            for (int round = 0; round < 3; round++) {
                var begun = new ConcurrentLinkedQueue<SessionId>();
                measure("sign-in", each, i -> {
                    var answer = (SignIn.Begun) store.signIns.signIn(store.request("subject-" + i));
                    begun.add(answer.stored().session().id());
                });
                var ids = begun.toArray(SessionId[]::new);
                measure("find", each * 10, i -> store.sessions.find(store.tenant.id(), ids[i % ids.length]));
                measure("refresh", each, i -> store.refresh(ids[i], 1, TestStore.LAPTOP));
                measure(
                        "end",
                        each,
                        i -> store.sessions.end(store.tenant.id(), ids[i], Endings.Cause.bySystem(EndReason.ADMIN)));
            }
        }
    }

    private static void measure(String what, int times, IntConsumer work) throws InterruptedException {
        var next = new AtomicInteger();
        long began = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.execute(() -> {
                    for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
                        work.accept(i);
                    }
                });
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double micros = (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / times;
        System.out.printf("%-8s %,10.0f/s  %6.1f us of processor each%n", what, times / seconds, micros);
    }
}
