package ripcord.server.cli;

import picocli.CommandLine.Option;

/// Whose.
final class TenantOption {
    @Option(
            names = "--tenant",
            required = true,
            order = -2,
            paramLabel = "TENANT",
            defaultValue = "${env:RIPCORD_TENANT}",
            converter = Values.Tenant.class,
            description = "The tenant's id. Default: RIPCORD_TENANT")
    private String tenant = "";

    String id() {
        return tenant;
    }
}
