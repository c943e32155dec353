package ripcord.bench.verify;

import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;

/// Has threads race for what the verifier shares between them, and fails if one saw what none may see.
///
/// What is found is left in the working folder. Argument: milliseconds for each try; there are two of each race for
/// each way of compiling its sides.
public final class RacesMain {
    private RacesMain() {}

    /// See the class.
    public static void main(String[] args) throws Exception {
        int millis = args.length == 0 ? 200 : Integer.parseInt(args[0]);
        var options =
                new Options(new String[] {"-r", ".", "-f", "1", "-fsm", "1", "-iters", "2", "-time", "" + millis});
        if (!options.parse()) {
            System.exit(2);
        }
        new JCStress(options).run();
    }
}
