package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
class EventsIT {

  private static final String FUNCTION = FixtureHost.FUNCTIONS.getFirst();

  private final Product product;
  private final String group;

  EventsIT(Product product) {
    this.product = product;
    this.group = product.rig().fixture().groups().getFirst();
  }

  @BeforeEach
  void offer() {
    product.offer(Product.functions(3));
  }

  @AfterEach
  void withdraw() throws IOException, InterruptedException {
    node("test -e %1$s || mknod -m 666 %1$s c 1 3");
    product.withdraw();
  }

  @Test
  @DisplayName(
      "a device that loses its node and gets it back is told by events of the object; the second time counts")
  void health() throws IOException, InterruptedException {
    for (int time = 1; time <= 2; time++) {
      int count = time;
      node("rm %s");
      Product.eventually("a warning")
          .untilAsserted(() -> told("DeviceUnhealthy", "Warning", count));
      node("mknod -m 666 %s c 1 3");
      Product.eventually("its end").untilAsserted(() -> told("DeviceRecovered", "Normal", count));
    }
    assertThat(events())
        .filteredOn(it -> it.getReason().equals("DeviceUnhealthy"))
        .extracting(Event::getNote)
        .containsExactly(
            "intel.com/igb-vf: %s is unhealthy: it can't be opened: /dev/vfio/%s is missing on the host (IOMMU group %s)."
                .formatted(FUNCTION, group, group));
  }

  /** Runs {@code command} on the node of the function's group. */
  private void node(String command) throws IOException, InterruptedException {
    product.rig().execute("/bin/sh", "-c", command.formatted("/dev/vfio/" + group));
  }

  /** One event, seen {@code count} times; a series counts from its second. */
  private void told(String reason, String type, int count) {
    assertThat(events())
        .filteredOn(it -> it.getReason().equals(reason))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.getType()).isEqualTo(type);
          assertThat(it.getRelated().getName()).isEqualTo(Rig.NODE);
          assertThat(it.getSeries() == null ? 1 : it.getSeries().getCount()).isEqualTo(count);
        });
  }

  /** Of the object as it is, as {@code kubectl describe} chooses them. */
  private List<Event> events() {
    var uid = product.object(Rig.NODE).require().getMetadata().getUid();
    return product.client().events().v1().events().inNamespace("default").list().getItems().stream()
        .filter(it -> it.getRegarding() != null)
        .filter(it -> Objects.equals(it.getRegarding().getUid(), uid))
        .toList();
  }
}
