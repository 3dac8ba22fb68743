package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResourceNamesTest {

  static List<String> good() {
    return List.of(
        "intel.com/igb-vf",
        "nvidia.com/GRID_T4-1Q",
        "a/b",
        "example.org/9.x",
        "intel.com/x.y_z-1",
        "intel.com/" + "x".repeat(63));
  }

  @ParameterizedTest
  @MethodSource("good")
  @DisplayName("A name that kubelet takes has no complaint")
  void accepted(String name) {
    assertThat(ResourceNames.complaint(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', not of the form",
    "igb-vf, not of the form",
    "intel.com/a/b, not of the form",
    "kubernetes.io/vf, kubernetes.io",
    "node.kubernetes.io/vf, kubernetes.io",
    "requests.intel.com/vf, requests.",
    "Intel.com/vf, before the slash",
    "intel_com/vf, before the slash",
    "intel..com/vf, before the slash",
    "/vf, before the slash",
    "intel.com/, after the slash",
    "intel.com/-vf, after the slash",
    "intel.com/vf., after the slash",
    "intel.com/igb vf, after the slash",
    "intel.com/ß, after the slash",
    "intel.com/0123456789012345678901234567890123456789012345678901234567890123, after the slash"
  })
  @DisplayName("A name that kubelet would refuse is refused by its rule")
  void refused(String name, String words) {
    assertThat(ResourceNames.complaint(name).orElseThrow()).contains(words);
  }

  @ParameterizedTest
  @CsvSource({"244, true", "245, false"})
  @DisplayName("The domain has room for 'requests.' before it")
  void longestDomain(int length, boolean accepted) {
    var domain = "x.".repeat(length).substring(0, length - 1) + "x";
    assertThat(ResourceNames.complaint(domain + "/vf").isEmpty()).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "intel.com/my-vf, INTEL_COM_MY-VF",
    "nvidia.com/GRID_T4-1Q, NVIDIA_COM_GRID_T4-1Q",
    "a.b/c, A_B_C",
    "a/b.c, A_B_C"
  })
  @DisplayName("The variable's name is the one that KubeVirt makes")
  void variable(String name, String variable) {
    assertThat(ResourceNames.variable(name)).isEqualTo(variable);
  }
}
