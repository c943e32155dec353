package ripcord.server.demo;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How the demo's processes are started: on the Java, the options and the class path that this one runs on.
///
/// @param serverClass  the server's main class
/// @param serviceClass a service's: in the module `samples/demo`, which the server's own code does not know
record Commands(String serverClass, String serviceClass) {
    private static final List<String> SERVICE_HEAP = List.of("-Xms16m", "-XX:NewSize=8m", "-Xmx64m");

    List<String> server(DemoFolder folder, int port) {
        var command = java();
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), serverClass, "serve"));
        command.addAll(List.of("--data", folder.store().toString(), "--port", Integer.toString(port)));
        command.addAll(List.of("--master-key-file", folder.masterKey().toString()));
        return command;
    }

    List<String> service(DemoFolder folder, String name, int port, String url) {
        var command = java();
        command.addAll(SERVICE_HEAP);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), serviceClass));
        command.addAll(
                List.of(name, Integer.toString(port), url, folder.servicesKey().toString()));
        return command;
    }

    private static List<String> java() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        return command;
    }
}
