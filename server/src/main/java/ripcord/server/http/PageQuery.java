package ripcord.server.http;

import java.util.Optional;
import ripcord.server.database.Page;
import tools.jackson.core.JsonGenerator;

/// The parameters and the answer of every list that comes in pages.
///
/// @param cursor empty for the first page
record PageQuery(Optional<String> cursor, int limit) {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    static PageQuery of(Fields query) {
        var cursor = query.optionalText("cursor", Text.CURSOR);
        var limit = query.optionalInteger("limit", 1, MOST);
        return new PageQuery(Optional.ofNullable(cursor), limit == null ? USUAL : limit.intValue());
    }

    static <T> Answer answer(Page<T> page, Json.Item<T> item) {
        return Answer.ok(json -> write(json, page, item));
    }

    private static <T> void write(JsonGenerator json, Page<T> page, Json.Item<T> item) {
        Json.objects(json, "items", page.items(), item);
        page.next().ifPresent(next -> json.writeStringProperty("next_cursor", next));
    }

    /// A cursor that no page of ours has.
    static RefusedException unknownCursor() {
        return Refusal.invalid("cursor", Text.CURSOR.expected()).toException();
    }
}
