package ripcord.acceptance.process;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/// Where a process is to stand still, so that it can be killed there and not a moment sooner or later: by the JVM's own
/// debugger, and so without anything in the product that is there for tests alone.
public final class Breakpoint implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String type;
    private final String method;
    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String address;

    private Breakpoint(String type, String method) throws IOException, IllegalConnectorArgumentsException {
        this.type = type;
        this.method = method;
        this.connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        this.arguments = connector.defaultArguments();
        argument("localAddress", "127.0.0.1");
        argument("port", "0");
        argument("timeout", Long.toString(PATIENCE.toMillis()));
        this.address = connector.startListening(arguments);
    }

    /// At the beginning of a method.
    ///
    /// @param type   its class, with the package
    /// @param method of which there is one of that name
    public static Breakpoint at(String type, String method) {
        try {
            return new Breakpoint(type, method);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private void argument(String name, String value) {
        arguments.get(name).setValue(value);
    }

    /// An option of the JVM that is to stand still.
    public String option() {
        return "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + address;
    }

    /// Waits until it is there. From then on it stands still.
    public void await() {
        try {
            await(connector.accept(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void await(VirtualMachine machine) throws InterruptedException {
        var loaded = machine.eventRequestManager().createClassPrepareRequest();
        loaded.addClassFilter(type);
        loaded.enable();
        machine.resume();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - until < 0) {
            EventSet events = machine.eventQueue().remove(PATIENCE.toMillis());
            if (events == null) {
                break;
            }
            for (var event : events) {
                switch (event) {
                    case BreakpointEvent _ -> {
                        return;
                    }
                    case ClassPrepareEvent prepared -> {
                        var begin = prepared.referenceType()
                                .methodsByName(method)
                                .getFirst()
                                .location();
                        machine.eventRequestManager()
                                .createBreakpointRequest(begin)
                                .enable();
                    }
                    default -> {
                        // That it has started.
                    }
                }
            }
            events.resume();
        }
        throw new AssertionError("not at " + type + "." + method + " within " + PATIENCE);
    }

    @Override
    public void close() {
        try {
            connector.stopListening(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }
}
