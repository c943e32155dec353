package ripcord.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.apikey.ApiKeyToken;
import ripcord.server.relay.RelayKeys;

/// `ripcord relay-key`: makes a key that one may follow a relay with.
@Command(
        name = "relay-key",
        description = {
            "Makes a key that verifiers, or other relays, show a relay; asks no server. The key goes to --output, for its"
                    + " owner alone; a line with its hash is added to --keys-file, which ripcord relay reads.",
            "Such a key is worth something at relays with that file only, and nothing at the issuer. Delete its line, and"
                    + " within a second whoever uses it is cut off."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  ripcord relay-key orders --keys-file relay.keys --output orders-at-relay.key",
            "  ripcord relay-key shop --tenants shop,shop-eu --keys-file relay.keys --output shop-at-relay.key",
            "",
            "Exit codes: 0 done, 1 failed, 2 it cannot be done as told; nothing was changed."
        })
final class RelayKeyCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    private final Sources sources;

    @Parameters(paramLabel = "NAME", description = "Whose it is, in the file and in logs.")
    private String name = "";

    @Option(
            names = "--tenants",
            paramLabel = "TENANT,TENANT",
            split = ",",
            description = "Whose entries it may follow. Default: *, all that the relay follows.")
    private List<String> tenants = List.of("*");

    @Option(
            names = "--keys-file",
            required = true,
            paramLabel = "FILE",
            description = "Gets the line; made if it is not there.")
    private Path keysFile = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Gets the key; never overwritten.")
    private Path output = Path.of("");

    RelayKeyCommand(Sources sources) {
        this.sources = sources;
    }

    @Override
    public Integer call() {
        var key = ApiKeyToken.random(sources.random());
        var line = RelayKeys.line(name, tenants, key.reveal());
        if (!RelayKeys.isLine(line)) {
            return fail(
                    WRONG,
                    "NAME or --tenants: not as expected (expected: 1 to 64 of A-Z a-z 0-9 . _ -, and ids of tenants or"
                            + " *)");
        }
        try {
            RelayKeys.requireGood(keysFile);
            RootKey.writeNew(output, key);
        } catch (RelayKeys.UnusableException e) {
            return fail(WRONG, "--keys-file: " + e.getMessage());
        } catch (FileAlreadyExistsException e) {
            return fail(WRONG, "--output: " + output + " is there already (expected: a file that is not)");
        } catch (IOException e) {
            return fail(FAILED, "--output: " + output + " cannot be written (expected: a folder that can be written)");
        }
        return append(line);
    }

    private int append(String line) {
        try {
            Files.writeString(keysFile, begin() + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            return fail(
                    FAILED,
                    "--keys-file: " + keysFile + " cannot be written, " + output
                            + " is worth nothing (expected: a file that can be written)");
        }
        System.out.println("Made a relay key for " + name + ": " + output + ", and its line in " + keysFile);
        return DONE;
    }

    /// Who wrote the last line by hand may have left it without its end.
    private String begin() throws IOException {
        boolean ended = Files.notExists(keysFile)
                || Files.size(keysFile) == 0
                || Files.readString(keysFile).endsWith("\n");
        return ended ? "" : "\n";
    }

    private static int fail(int code, String message) {
        System.err.println("ripcord: " + message);
        return code;
    }
}
