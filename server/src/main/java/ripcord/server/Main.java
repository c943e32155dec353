package ripcord.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import ripcord.server.demo.Demo;
import ripcord.server.doctor.Doctor;

/// The program: `ripcord serve`.
@Command(
        name = "ripcord",
        description = "Keeps people signed in, and takes any sign-in back everywhere, within a time you choose.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /// Runs a command and exits with its code: 0 done, 1 failed, 2 told something that cannot be.
    public static void main(String... arguments) {
        System.exit(run(System.getenv(), arguments));
    }

    static int run(Map<String, String> environment, String... arguments) {
        var sources = new Sources(Clock.systemUTC(), System::nanoTime, new SecureRandom());
        var line = new CommandLine(new Main());
        line.addSubcommand(new Serve(environment, sources));
        line.addSubcommand(new Backup());
        line.addSubcommand(new Doctor(environment, sources.clock(), sources.random()));
        line.addSubcommand(new Restore(sources));
        line.addSubcommand(new Demo(environment, sources.nanos(), Main.class.getName()));
        line.addSubcommand(new MasterKeyCommand(environment, sources, System.out, System.err));
        return arguments.length == 0 ? usage(line) : line.execute(arguments);
    }

    private static int usage(CommandLine line) {
        line.usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }

    /// What `--version` says.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ripcord " + RipcordServer.version()};
        }
    }
}
