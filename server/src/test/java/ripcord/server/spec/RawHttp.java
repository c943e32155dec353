package ripcord.server.spec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// HTTP/1.1 by hand, for requests that no client would send. One connection for each.
public final class RawHttp {
    private static final int PATIENCE_MS = 20_000;

    private RawHttp() {}

    /// Sends the request, and gives what came back.
    public static Exchange send(URI server, BadInput request) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            write(socket, head(server, request), request.bytes());
            var in = socket.getInputStream();
            int status = Integer.parseInt(line(in).split(" ", 3)[1]);
            var headers = headers(in);
            var exchange = new Exchange(
                    request.operation().method(),
                    request.target(),
                    lists(request.headers()),
                    new String(request.bytes(), StandardCharsets.UTF_8),
                    status,
                    headers,
                    "");
            return withBody(exchange, body(in, exchange));
        }
    }

    /// A server that has heard enough answers and closes: what it no longer takes is no fault.
    private static void write(Socket socket, byte[] head, byte[] body) {
        try {
            var out = socket.getOutputStream();
            out.write(head);
            out.write(body);
            out.flush();
        } catch (IOException heardEnough) {
            // the answer, or its absence, decides
        }
    }

    private static byte[] head(URI server, BadInput request) {
        var lines = new StringBuilder();
        lines.append(request.operation().method())
                .append(' ')
                .append(request.target())
                .append(" HTTP/1.1\r\n");
        lines.append("Host: ")
                .append(server.getHost())
                .append(':')
                .append(server.getPort())
                .append("\r\nConnection: close\r\n");
        request.headers()
                .forEach((name, value) ->
                        lines.append(name).append(": ").append(value).append("\r\n"));
        if (!request.headers().containsKey("Content-Length")) {
            lines.append("Content-Length: ").append(request.body().remaining()).append("\r\n");
        }
        return lines.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> headers(InputStream in) throws IOException {
        var headers = new LinkedHashMap<String, List<String>>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var parts = line.split(":", 2);
            headers.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1].strip());
        }
        return headers;
    }

    private static String body(InputStream in, Exchange exchange) throws IOException {
        var length = exchange.header("Content-Length");
        if (length.isPresent()) {
            return new String(in.readNBytes(Integer.parseInt(length.get())), StandardCharsets.UTF_8);
        }
        if (exchange.header("Transfer-Encoding").isEmpty()) {
            return exchange.status() == 204 || exchange.status() == 304
                    ? ""
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var whole = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            whole.write(in.readNBytes(size));
            line(in);
        }
        return whole.toString(StandardCharsets.UTF_8);
    }

    private static Exchange withBody(Exchange seen, String body) {
        return new Exchange(
                seen.method(),
                seen.target(),
                seen.requestHeaders(),
                seen.requestBody(),
                seen.status(),
                seen.headers(),
                body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed without an answer");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> lists(Map<String, String> headers) {
        var all = new LinkedHashMap<String, List<String>>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return all;
    }
}
