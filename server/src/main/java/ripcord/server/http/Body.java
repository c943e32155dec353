package ripcord.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.node.ObjectNode;

/// What a route takes as the body of a request, and how it is read.
enum Body {
    /// There must be none.
    NONE,
    /// A JSON object.
    JSON,
    /// A JSON object, or nothing.
    OPTIONAL_JSON,
    /// `application/x-www-form-urlencoded`
    FORM;

    private static final int LARGEST = 64 * 1024;
    private static final String JSON_TYPE = "application/json";
    private static final String FORM_TYPE = "application/x-www-form-urlencoded";

    /// The body's bytes; refuses one that is too large, declared as something else, or not wanted.
    byte[] read(ServerRequest request) {
        var bytes = request.content().hasEntity() ? bytes(request) : new byte[0];
        switch (this) {
            case NONE -> {
                if (bytes.length > 0) {
                    throw Refusal.malformed("body", "none").toException();
                }
            }
            case JSON -> refuseOtherThan(JSON_TYPE, request);
            case FORM -> refuseOtherThan(FORM_TYPE, request);
            case OPTIONAL_JSON -> {
                if (bytes.length > 0) {
                    refuseOtherThan(JSON_TYPE, request);
                }
            }
        }
        return bytes;
    }

    private static byte[] bytes(ServerRequest request) {
        try (var in = request.content().inputStream()) {
            // No buffer that is larger than what was announced.
            var bytes = in.readNBytes(announced(request));
            if (in.read() >= 0) {
                throw Refusal.of(Code.TOO_LARGE).toException();
            }
            return bytes;
        } catch (RefusedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Framed wrongly, or broken off. What follows on the connection would be read in the wrong place.
            throw new BrokenBodyException(e);
        }
    }

    private static int announced(ServerRequest request) {
        return (int) Math.min(request.headers().contentLength().orElse(LARGEST), LARGEST);
    }

    private static void refuseOtherThan(String type, ServerRequest request) {
        if (!type.equals(declared(request))) {
            throw new Refusal(
                            Code.UNSUPPORTED_MEDIA_TYPE,
                            java.util.List.of(new Fault(HeaderNames.CONTENT_TYPE.defaultCase(), type)))
                    .toException();
        }
    }

    /// The declared media type without its parameters; empty if there is none.
    static String declared(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.CONTENT_TYPE)
                .map(Body::withoutParameters)
                .orElse("");
    }

    private static String withoutParameters(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /// The object that `bytes` are.
    static ObjectNode object(byte[] bytes) {
        var text = text(bytes)
                .filter(some -> !some.isBlank())
                .orElseThrow(() -> Refusal.of(Code.MALFORMED).toException());
        try {
            if (Json.STRICT.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (StreamReadException e) {
            throw refusal(e).toException();
        } catch (JacksonException e) {
            throw Refusal.of(Code.MALFORMED).toException();
        }
        throw Refusal.invalid("body", "a JSON object").toException();
    }

    /// Names the member if the fault is that it came twice: nothing else has a name.
    private static Refusal refusal(StreamReadException e) {
        boolean twice = e.getOriginalMessage().startsWith("Duplicate");
        return twice && e.processor() != null
                ? Refusal.malformed(path(e.processor()), "to be given once")
                : Refusal.of(Code.MALFORMED);
    }

    /// `/a/b/0` as `a.b[0]`.
    private static String path(JsonParser parser) {
        var path = new StringBuilder();
        for (var at = parser.streamReadContext().pathAsPointer(); !at.matches(); at = at.tail()) {
            if (at.mayMatchElement()) {
                path.append('[').append(at.getMatchingIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(Faults.nameable(at.getMatchingProperty()));
            }
        }
        return path.toString();
    }

    private static Optional<String> text(byte[] bytes) {
        return isAscii(bytes)
                ? Optional.of(new String(bytes, StandardCharsets.US_ASCII))
                : Percent.utf8(ByteBuffer.wrap(bytes));
    }

    /// As most bodies are: they need no decoder.
    private static boolean isAscii(byte[] bytes) {
        int all = 0;
        for (byte each : bytes) {
            all |= each;
        }
        return all >= 0;
    }

    /// The parameters that `bytes` are.
    static ObjectNode form(byte[] bytes, Faults faults) {
        var text = text(bytes);
        if (text.isEmpty()) {
            faults.unreadable("body", "a form in ASCII");
        }
        return Parameters.parse(text.orElse(""), "body", faults);
    }
}
