package ripcord.server.load;

import java.nio.charset.StandardCharsets;

/// Requests as bytes, made once and sent many times. May hold credentials, so no record.
public final class Request {
    private final byte[] bytes;

    private Request(String head, String body) {
        this.bytes = (head + body).getBytes(StandardCharsets.UTF_8);
    }

    /// One without a body.
    ///
    /// @param path    with its slash first, encoded
    /// @param headers each ended by CR LF
    public static Request of(Endpoint to, String method, String path, String headers) {
        return new Request(head(to, method, path, headers) + "\r\n", "");
    }

    /// One with a body.
    ///
    /// @param headers each ended by CR LF, `Content-Type` among them
    public static Request of(Endpoint to, String method, String path, String headers, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return new Request(head(to, method, path, headers) + "Content-Length: " + length + "\r\n\r\n", body);
    }

    private static String head(Endpoint to, String method, String path, String headers) {
        return method + " " + to.path() + path + " HTTP/1.1\r\nHost: " + to.authority() + "\r\n" + headers;
    }

    /// What is sent. Not a copy: nobody changes it.
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "Request[redacted]";
    }
}
