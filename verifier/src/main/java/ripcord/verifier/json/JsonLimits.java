package ripcord.verifier.json;

/**
 * How much text is read before it is refused.
 *
 * @param bytes length of the text
 * @param depth objects and arrays inside each other; the outermost is 1
 * @param members of one object
 * @param values in the whole text, counting objects, arrays and everything in them
 */
public record JsonLimits(int bytes, int depth, int members, int values) {
    /** For a token's header or claims. */
    public static final JsonLimits TOKEN = new JsonLimits(8 * 1024, 8, 64, 1024);

    /** For an answer of the server that is not a list of entries: key sets, introspection, authorizations. */
    public static final JsonLimits ANSWER = new JsonLimits(1024 * 1024, 16, 4096, 65_536);

    public JsonLimits {
        if (bytes < 1 || depth < 1 || members < 1 || values < 1) {
            throw new IllegalArgumentException("limits: " + bytes + ", " + depth + ", " + members + ", " + values
                    + " (expected: each at least 1)");
        }
    }
}
