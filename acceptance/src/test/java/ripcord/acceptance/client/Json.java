package ripcord.acceptance.client;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// JSON as the tests read and write it.
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.shared();

    private Json() {}

    public static String write(Map<String, ?> body) {
        return MAPPER.writeValueAsString(body);
    }

    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }
}
