package dev.passthrough.host.contract;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.KernelWrites;
import java.io.IOException;

/**
 * Holds the running kernel of a machine like the lab's to the contract: {@code java
 * dev.passthrough.host.contract.KernelContract}, as root. It takes cards from their drivers; ends
 * with status 1 where the kernel differs.
 */
public final class KernelContract {

  private KernelContract() {}

  public static void main(String[] args) throws IOException {
    var kernel = new KernelUnderTest(HostRoot.live(), KernelWrites.files());
    int different = 0;
    for (var it : Contract.cases()) {
      if (!kernel.has(it)) {
        System.out.println("left out, mtty is not loaded here: " + it.title());
        continue;
      }
      var differences = kernel.differences(it);
      System.out.println(
          (differences.isEmpty() ? "as in the contract: " : "DIFFERENT: ") + it.title());
      differences.forEach(difference -> System.out.println("    " + difference));
      different += differences.size();
    }
    System.exit(different == 0 ? 0 : 1);
  }
}
