package ripcord.server.http;

/// The methods that routes have.
enum Verb {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
