package ripcord.bench.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import ripcord.bench.load.Backend;
import ripcord.verifier.feed.Crowd;

/// A process with a part of the subscribers. Reads a command a line, and answers with a line for each.
///
/// Arguments: port of the server; `one` for the feed of the first tenant, `all` for that of all. The API key comes in
/// the first line, which no list of processes shows.
final class CrowdMain {
    private final Crowd crowd;
    private final Confirmer confirmer;
    private final Asker asker;
    private final ConcurrentLinkedQueue<String> recorded = new ConcurrentLinkedQueue<>();

    private CrowdMain(int port, Backend backend, byte[] feed) throws IOException {
        confirmer = new Confirmer(port, backend);
        crowd = new Crowd(port, feed, new Crowd.Told() {
            @Override
            public void all(long[] nanos) {
                say(joined("all ", nanos));
            }

            @Override
            public void confirm(String subscription, String confirmation, long seq) {
                confirmer.confirm(subscription, confirmation, seq);
            }
        });
        asker = new Asker(port, backend, crowd);
    }

    static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var backend = new Backend(port, in.readLine());
        var main = new CrowdMain(port, backend, args[1].equals("all") ? backend.feedOfAll() : backend.feed());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            main.run(line.split(" ", -1));
        }
    }

    private void run(String[] words) {
        switch (words[0]) {
            case "open" -> crowd.open(Integer.parseInt(words[1]));
            case "come-back" -> {
                asker.begin(Arrays.copyOfRange(words, 1, words.length));
                crowd.comeBack();
            }
            case "asked" -> say(asker.end());
            case "watch" -> {
                crowd.watch(words[1], words[2]);
                say("watching");
            }
            case "skim" -> {
                recorded.clear();
                crowd.skim((seq, nanos) -> recorded.add(seq + ":" + nanos));
                say("skimming");
            }
            case "skimmed" -> say(joined("skimmed ", crowd.skimmed(Long.parseLong(words[1]))));
            case "recorded" -> say("recorded " + String.join(" ", recorded));
            case "counts" ->
                say("counts " + crowd.bytes() + " " + crowd.refusals() + " " + crowd.breaks() + " " + crowd.stalest()
                        + " " + crowd.freshOnes());
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static String joined(String beginning, long[] nanos) {
        return Arrays.stream(nanos).mapToObj(Long::toString).collect(Collectors.joining(" ", beginning, ""));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
