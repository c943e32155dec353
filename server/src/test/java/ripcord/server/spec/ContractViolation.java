package ripcord.server.spec;

/// What was sent or answered is not what `spec/openapi.json` lists.
public final class ContractViolation extends AssertionError {
    private static final long serialVersionUID = 1;

    ContractViolation(Exchange exchange, String what) {
        super(exchange.method() + " " + exchange.target() + " -> " + exchange.status() + ": " + what
                + " (expected: as spec/openapi.json says)");
    }

    ContractViolation(String where, String what) {
        super(where + ": " + what + " (expected: as spec/openapi.json says)");
    }
}
