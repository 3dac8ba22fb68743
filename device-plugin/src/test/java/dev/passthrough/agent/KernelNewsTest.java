package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.uevent.Uevent;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a message of the kernel is about")
class KernelNewsTest {

  private static final String PORT = "/devices/pci0000:00/0000:00:01.0";
  private static final String FUNCTION = PORT + "/0000:01:10.0";

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "pci, " + FUNCTION + ", 0000:01:10.0",
    "pci, " + PORT + ", 0000:00:01.0",
    "pci, /devices/vmd/pci10000:e0/10000:e0:06.0, 10000:e0:06.0",
    "vfio-dev, " + FUNCTION + "/vfio-dev/vfio3, 0000:01:10.0",
    "vfio, /devices/virtual/vfio/13, 13",
    "vfio, /devices/virtual/vfio/vfio,",
    "vfio, /devices/virtual/vfio/../../13,",
    "mdev, " + PORT + "/83b8f4f2-509f-382f-3c1e-e6bfe0fa1001, 83b8f4f2-509f-382f-3c1e-e6bfe0fa1001",
    "mdev, /devices/virtual/mtty/mtty/83b8f4f2-509f-382f-3c1e-e6bfe0fa1001, 83b8f4f2-509f-382f-3c1e-e6bfe0fa1001",
    "mdev, /bus/mdev,",
    "pci, /devices/pci0000:00,",
  })
  @DisplayName("is the innermost device of its path, or the group whose node it tells of")
  void about(String subsystem, String path, String device) {
    var event = new Uevent("change", path, Map.of("SUBSYSTEM", subsystem));
    assertThat(KernelNews.about(event)).isEqualTo(Optional.ofNullable(device));
  }
}
