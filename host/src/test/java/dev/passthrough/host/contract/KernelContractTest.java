package dev.passthrough.host.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The kernel stand-in acts as the contract says that kernels do")
class KernelContractTest {

  @TempDir(factory = InMemory.class)
  Path root;

  static List<Contract.Case> cases() {
    return Contract.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds(Contract.Case it) throws Exception {
    var lab = new LabHost(root);
    lab.addNvme().addMtty();
    var found = Tree.contents(root);

    var kernel = new KernelUnderTest(lab.tree().root(), lab.kernel());

    assertThat(kernel.differences(it)).as(it.title()).isEmpty();
    assertThat(Tree.contents(root)).as("brought back after: " + it.title()).isEqualTo(found);
  }
}
