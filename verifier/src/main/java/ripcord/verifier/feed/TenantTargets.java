package ripcord.verifier.feed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the log calls a tenant and all that is in it: as {@link Target#of}, with what the targets of a type begin with put
 * together once. Thread-safe.
 */
public final class TenantTargets {
    private final Map<TargetType, byte[]> beginnings = new EnumMap<>(TargetType.class);
    private final Target tenant;

    public TenantTargets(String tenant) {
        for (TargetType type : TargetType.values()) {
            beginnings.put(type, Target.beginning(type, tenant));
        }
        this.tenant = Target.of(TargetType.TENANT, tenant, "");
    }

    /** The tenant itself. */
    public Target tenant() {
        return tenant;
    }

    /** For some targets one after the other. */
    public Maker maker() {
        return new Maker();
    }

    /** Makes targets, each from the same digest. For one thread. */
    public final class Maker {
        private final MessageDigest sha256 = Target.sha256();

        private Maker() {}

        /** The target of that type and value. */
        public Target of(TargetType type, String value) {
            sha256.update(beginnings.get(type));
            return Target.ofDigest(sha256.digest(value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
