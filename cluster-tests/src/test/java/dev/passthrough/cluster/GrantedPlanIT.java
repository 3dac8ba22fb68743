package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
@DisplayName("What is beyond the agent is done by a privileged pod, for one granted plan")
class GrantedPlanIT {

  private final Product product;
  private final Path dropIn;

  GrantedPlanIT(Product product) {
    this.product = product;
    this.dropIn = product.rig().fixture().root().resolve("etc/default/grub.d/zz-passthrough.cfg");
  }

  @BeforeEach
  void askForAnArgument() {
    product.create(spec(null));
    Product.eventually("a plan to grant").until(() -> work().equals("GrantNeeded"));
  }

  @AfterEach
  void delete() {
    product.object(Rig.NODE).delete();
    Product.eventually("object and pods to be gone")
        .untilAsserted(() -> {
          assertThat(product.object(Rig.NODE).get()).isNull();
          assertThat(product.pods("privileged")).isEmpty();
        });
  }

  @Test
  @DisplayName("a look shows the plan and changes nothing; granted, it is carried out and noted")
  void granted() {
    var seen = seen();
    assertThat(Optional.ofNullable(seen.plan()).orElseThrow().steps())
        .anyMatch(it -> it.contains("zz-passthrough.cfg"));
    assertThat(dropIn).doesNotExist();

    grant(seen.hash());

    Product.eventually("the plan to be carried out")
        .untilAsserted(() ->
            assertThat(done().map(PrivilegedResult::outcome)).as(message()).hasValue(Outcome.Done));
    assertThat(dropIn).content().contains("iommu=pt");
    assertThat(done().map(PrivilegedResult::hash)).hasValue(seen.hash());
    Product.eventually("the pod to be gone").until(() -> product.pods("privileged").isEmpty());
  }

  @Test
  @DisplayName(
      "deleted, the object stays until its boot files are as found, and a pod sees to that")
  void restored() {
    grant(seen().hash());
    Product.eventually("the boot files to be changed").until(() -> Files.exists(dropIn));

    product.object(Rig.NODE).delete();

    Product.eventually("the object to be gone").until(() -> product.object(Rig.NODE).get() == null);
    assertThat(dropIn).doesNotExist();
    assertThat(product.operatorLog()).doesNotContainIgnoringCase("forbidden");
  }

  @Test
  @DisplayName("a grant for a plan that has changed since does nothing to the node")
  void changed() throws IOException {
    var menu = product.rig().fixture().root().resolve("etc/default/grub");
    var before = Files.readString(menu);
    Files.writeString(menu, "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on iommu=off\"\n");
    try {
      grant(seen().hash());
      Product.eventually("the plan to be refused")
          .untilAsserted(() ->
              assertThat(done().map(PrivilegedResult::outcome))
                  .as(message())
                  .hasValue(Outcome.Changed));
      assertThat(dropIn).doesNotExist();
      assertThat(menu).content().contains("iommu=off");
    } finally {
      Files.writeString(menu, before);
    }
  }

  private void grant(String hash) {
    product
        .object(Rig.NODE)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"grant\":\"%s\"}}".formatted(hash));
  }

  private static PassthroughNodeSpec spec(@Nullable String grant) {
    var host = new HostSpec(HostSpec.Iommu.Required, List.of("iommu=pt"), HostSpec.Reboot.Never);
    return new PassthroughNodeSpec(Mode.Enforce, host, List.of(), List.of(), grant);
  }

  private PrivilegedResult seen() {
    return Optional.ofNullable(product.object(Rig.NODE).require().getStatus().privileged())
        .map(it -> it.seen())
        .orElseThrow();
  }

  private Optional<PrivilegedResult> done() {
    return Optional.ofNullable(product.object(Rig.NODE).require().getStatus().privileged())
        .map(it -> it.done());
  }

  private Optional<Condition> condition() {
    return Conditions.find(
        Conditions.current(product.object(Rig.NODE).require()), ConditionType.PrivilegedWork);
  }

  private String work() {
    return condition().map(Condition::reason).orElse("");
  }

  private String message() {
    return condition().map(Condition::message).orElse("");
  }
}
