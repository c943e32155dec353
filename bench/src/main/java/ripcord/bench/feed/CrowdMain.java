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
/// Arguments: port of the server; the API key comes in the first line, which no list of processes shows.
final class CrowdMain {
    private final Crowd crowd;
    private final Confirmer confirmer;
    private final Asker asker;
    private final ConcurrentLinkedQueue<String> recorded = new ConcurrentLinkedQueue<>();

    private CrowdMain(int port, Backend backend) throws IOException {
        confirmer = new Confirmer(port, backend);
        crowd = new Crowd(port, backend.feed(), new Crowd.Told() {
            @Override
            public void all(long[] nanos) {
                say(Arrays.stream(nanos).mapToObj(Long::toString).collect(Collectors.joining(" ", "all ", "")));
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
        var main = new CrowdMain(port, new Backend(port, in.readLine()));
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
            case "expect" -> {
                recorded.clear();
                crowd.expect(Integer.parseInt(words[1]), (seq, nanos) -> recorded.add(seq + ":" + nanos));
                say("expecting");
            }
            case "recorded" -> say("recorded " + String.join(" ", recorded));
            case "counts" ->
                say("counts " + crowd.bytes() + " " + crowd.refusals() + " " + crowd.breaks() + " " + crowd.stalest()
                        + " " + crowd.freshOnes());
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
