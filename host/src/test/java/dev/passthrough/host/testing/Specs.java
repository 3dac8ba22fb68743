package dev.passthrough.host.testing;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import java.util.List;

/** Short forms of specs. */
public final class Specs {

  private Specs() {}

  public static PassthroughNodeSpec spec(ResourceEntry... entries) {
    return new PassthroughNodeSpec(Mode.Enforce, List.of(entries));
  }

  /**
   * An entry for virtual functions of {@code address}, with the resource {@code intel.com/NAME}.
   */
  public static ResourceEntry functions(String name, String address, int count) {
    return functions(name, "intel.com/" + name, address, count);
  }

  public static ResourceEntry functions(
      String name, String resourceName, String address, int count) {
    return new ResourceEntry(
        name, resourceName, new VirtualFunctions(new PhysicalFunctionSelector(address), count));
  }
}
