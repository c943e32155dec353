package ripcord.server.demo;

import java.util.ArrayList;
import java.util.List;
import ripcord.server.demo.Span.Look;

/// What to type next, each line to be copied as it stands.
final class TryIt {
    private TryIt() {}

    static List<Line> lines(DemoFolder folder, String server, List<Service> services) {
        var tenant = server + "/admin/v1/tenants/default";
        var orders = services.getFirst().url();
        var chat = services.getLast().url();
        var lines = new ArrayList<Line>();
        lines.add(Line.of(""));
        lines.add(Line.of(Look.TITLE, "All of it keeps running. Sign bob in, call, take him back:"));
        lines.add(Line.of(""));
        lines.add(command("KEY=$(cat " + folder.rootKey() + ")"));
        lines.add(command("BOB=$(curl -s " + tenant + "/sessions -H \"Authorization: Bearer $KEY\" "
                + "-H 'Content-Type: application/json' "
                + "-d '{\"subject\":\"bob\",\"amr\":[\"pwd\"],\"client_kind\":\"native\"}')"));
        lines.add(command("TOKEN=$(echo \"$BOB\" | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')"));
        lines.add(command("curl -s " + orders + "/ -H \"Authorization: Bearer $TOKEN\""));
        lines.add(command("curl -s -X DELETE \"" + tenant
                + "/subjects/bob/sessions?wait=PT2S\" -H \"Authorization: Bearer $KEY\""));
        lines.add(command("curl -s " + orders + "/ -H \"Authorization: Bearer $TOKEN\""));
        lines.add(Line.of(""));
        lines.add(Line.of("The verifiers as the server sees them, what one knows itself, and a stream to be closed:"));
        lines.add(Line.of(""));
        lines.add(command("curl -s " + server + "/admin/v1/verifiers -H \"Authorization: Bearer $KEY\""));
        lines.add(command("curl -s " + orders + "/verifier"));
        lines.add(command("curl -sN " + chat + "/stream -H \"Authorization: Bearer $TOKEN\""));
        lines.add(Line.of(""));
        lines.add(Line.of("End it, and free the ports:"));
        lines.add(Line.of(""));
        lines.add(
                command(folder.isUsual() ? "./ripcord demo --stop" : "./ripcord demo --stop --data " + folder.path()));
        return lines;
    }

    private static Line command(String text) {
        return Line.of("  ").and(Look.NUMBER, text);
    }
}
