package ripcord.server.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import ripcord.server.tenant.TenantId;
import tools.jackson.databind.json.JsonMapper;

class TargetTest {
    @Test
    void targetsAreThoseOfTheContract() throws Exception {
        var file = Path.of(System.getProperty("ripcord.root", ".."), "spec", "vectors", "targets.json");
        var vectors =
                JsonMapper.builder().build().readTree(Files.readString(file)).get("vectors");

        assertThat(vectors).isNotEmpty().allSatisfy(vector -> {
            var type = TargetType.ofWireName(vector.get("target_type").stringValue())
                    .orElseThrow();
            var tenant = new TenantId(vector.get("tenant").stringValue());
            assertThat(Target.of(type, tenant, vector.get("value").stringValue())
                            .text())
                    .isEqualTo(vector.get("target").stringValue());
        });
    }
}
