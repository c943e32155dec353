package ripcord.server.subject;

import ripcord.server.tenant.TenantId;

/// Somebody of a tenant.
///
/// @param authzRef      what access tokens name instead of roles; says nothing by itself
/// @param disabled      may not sign in
/// @param authorization with the position at which all of this was so
public record Subject(
        TenantId tenant, String subject, String authzRef, boolean disabled, Authorization authorization) {}
