package dev.passthrough.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PlanStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObjectEssenceTest {

  @Test
  @DisplayName("keeps who owns what of the spec, the mark and the words, and not the rest")
  void keeps() {
    var server = new StandInServer();
    server.mark();
    server.apply(
        FieldManagers.of("cards"),
        Part.of(List.of(new Claim.OfResource(Samples.entry("card", 1)))));
    var object = server.object().orElseThrow();
    var managers = new ArrayList<>(object.getMetadata().getManagedFields());
    managers.add(
        new ManagedFieldsEntryBuilder()
            .withManager("passthrough-agent")
            .withSubresource("status")
            .build());
    object.getMetadata().setManagedFields(managers);
    var ready = new Condition("Ready", "True", 1L, "2026-01-01T00:00:00Z", "AsDesired", "");
    object.setStatus(
        new PassthroughNodeStatus(
            1L,
            new PlanStatus("hash", List.of("a step")),
            List.of(),
            List.of(ready),
            null,
            MaintenanceStatus.begun("cards", "2026-01-01T00:00:00Z", 0)));

    var essence = ObjectEssence.of(object);

    assertThat(Owners.of(essence)).isEqualTo(Owners.of(object));
    assertThat(Mark.isOn(essence)).isTrue();
    assertThat(essence.getSpec()).isEqualTo(object.getSpec());
    assertThat(essence.getMetadata().getUid()).isEqualTo("uid");
    assertThat(essence.getMetadata().getManagedFields())
        .noneMatch(it -> it.getManager().equals("passthrough-agent"));
    assertThat(Conditions.find(Conditions.current(essence), ConditionType.Ready)).hasValue(ready);
    assertThat(essence.getStatus().maintenance()).isEqualTo(object.getStatus().maintenance());
    assertThat(essence.getStatus().plan()).isNull();
  }
}
