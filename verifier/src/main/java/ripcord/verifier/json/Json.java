package ripcord.verifier.json;

import java.util.function.Consumer;

/**
 * Reads JSON strictly, and writes the little that requests need.
 *
 * <p>Refused, with a {@link JsonException}: more than the limits, bytes that are not UTF-8, a byte order mark, anything
 * after the value, a member that is there twice, lone surrogates, integers that do not fit 64 bits, other numbers of
 * more than 40 characters or with an exponent beyond ±308.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class Json {
    private Json() {}

    /** Reads a text that must be an object. */
    public static JsonObject object(byte[] utf8, JsonLimits limits) {
        if (parse(utf8, limits) instanceof JsonObject object) {
            return object;
        }
        throw new JsonException("not an object");
    }

    /**
     * Reads an object with one large array of objects in it, whose elements are handed on one by one and not kept.
     *
     * @param streamed name of the member that holds the array; it is left out of what is returned, also when it was
     *     missing
     * @param sink called while the text is being read: when an exception follows, what it got must be thrown away
     */
    public static JsonObject object(byte[] utf8, JsonLimits limits, String streamed, Consumer<JsonObject> sink) {
        return new JsonParser(utf8, limits).parseStreaming(streamed, sink);
    }

    /** Reads any value. */
    public static JsonValue parse(byte[] utf8, JsonLimits limits) {
        return new JsonParser(utf8, limits).parse();
    }

    /** Starts an object that is being written. */
    public static JsonWriter write() {
        return new JsonWriter();
    }
}
