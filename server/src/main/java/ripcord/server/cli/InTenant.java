package ripcord.server.cli;

import picocli.CommandLine.Mixin;

/// A command about something in a tenant.
abstract class InTenant extends ServerCommand {
    @Mixin
    private TenantOption tenant = new TenantOption();

    InTenant(World world) {
        super(world);
    }

    final String tenant() {
        return tenant.id();
    }

    /// `/admin/v1/tenants/{tenant}/…`, as segments that are not encoded yet.
    final String[] path(String... segments) {
        return Paths.tenant(tenant.id(), segments);
    }
}
