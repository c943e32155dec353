package ripcord.server.session;

import ripcord.server.tenant.TenantId;

/// A session of a tenant: what rows and caches are found by.
record SessionKey(TenantId tenant, SessionId id) {}
