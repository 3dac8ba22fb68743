package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The virtual machine of a pod that has a device")
class DeviceUseTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "shop/virt-launcher-till-x2x9k, till",
    "shop/virt-launcher-till-7.east-x2x9k, till-7.east",
    "shop/virt-launcher-x2x9k,",
    "shop/till-x2x9k,",
    "virt-launcher-till-x2x9k/vm,",
  })
  @DisplayName("is in the pod's name where KubeVirt gave it")
  void machine(String pod, String machine) {
    var use = DeviceUse.of("0000:01:10.0", pod);
    assertThat(use.virtualMachine()).isEqualTo(machine);
    assertThat(use.pod()).isEqualTo(pod);
  }
}
