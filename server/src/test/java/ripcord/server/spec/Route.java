package ripcord.server.spec;

/// A method and a path template, `GET /t/{tenant}/feed`: how a server's table of routes is compared with the contract.
///
/// @param method   in upper case
/// @param template with the contract's names of parameters
public record Route(String method, String template) implements Comparable<Route> {
    @Override
    public int compareTo(Route other) {
        int byTemplate = template.compareTo(other.template);
        return byTemplate != 0 ? byTemplate : method.compareTo(other.method);
    }

    @Override
    public String toString() {
        return method + " " + template;
    }
}
