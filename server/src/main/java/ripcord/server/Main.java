package ripcord.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import ripcord.server.cli.Commands;
import ripcord.server.cli.World;
import ripcord.server.demo.Demo;
import ripcord.server.doctor.Doctor;

/// The program: `ripcord serve`, and the commands that operate it.
@Command(
        name = "ripcord",
        description = "Keeps people signed in, and takes any sign-in back everywhere, within a time you choose.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"  ripcord serve", "  ripcord tenant list"})
public final class Main {
    private Main() {}

    /// Runs a command and exits with its code: 0 done, 1 failed or refused, 2 told something that cannot be, 3 no
    /// server there.
    public static void main(String... arguments) {
        int code = run(System.getenv(), arguments);
        // System.exit asks for a logger first, which takes as long as a short command does.
        if (code != 0 || !Commands.leavesNothingBehind(arguments)) {
            System.exit(code);
        }
    }

    static int run(Map<String, String> environment, String... arguments) {
        return commands(World.ofProcess(environment, Clock.systemUTC(), System::nanoTime))
                .run(arguments);
    }

    /// Every command, none of them made yet. Those that work on this machine come before those that ask a server.
    static Commands commands(World world) {
        return new Commands(Main::new, world)
                .with("serve", () -> new Serve(world.environment(), sources()).command())
                .with("relay", () -> new Relay(sources()).command())
                .with("relay-key", () -> new RelayKeyCommand(sources()))
                .with("backup", () -> new Backup(world).command())
                .with("restore", () -> new Restore(world, sources()).command())
                .with("migrate", () -> new Migrate(world).command())
                .with("doctor", () -> new Doctor(world.environment(), Clock.systemUTC(), new SecureRandom()).command())
                .with(
                        "master-key",
                        () -> new MasterKeyCommand(world.environment(), sources(), System.out, System.err).command())
                .with("root-key", () -> new RootKeyCommand(world.environment(), sources()).command())
                .with("demo", () -> new Demo(world.environment(), world.nanos(), Main.class.getName()))
                .withServerCommands();
    }

    private static Sources sources() {
        return new Sources(Clock.systemUTC(), System::nanoTime, new SecureRandom());
    }

    /// What `--version` says.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ripcord " + RipcordServer.version()};
        }
    }
}
