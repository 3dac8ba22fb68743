package dev.passthrough.host.testing;

import dev.passthrough.api.Companions;
import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.DeviceSelector;
import dev.passthrough.api.MediatedDevices;
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
    return ResourceEntry.of(
        name, resourceName, new VirtualFunctions(new PhysicalFunctionSelector(address), count));
  }

  /**
   * An entry for {@code count} virtual functions of {@code address} from index {@code first} on.
   */
  public static ResourceEntry range(String name, String address, int first, int count) {
    return ResourceEntry.of(
        name,
        "intel.com/" + name,
        new VirtualFunctions(new PhysicalFunctionSelector(address), first, count));
  }

  /** An entry for {@code count} parts of the card at {@code address}. */
  public static ResourceEntry parts(String name, String address, String type, int count) {
    return ResourceEntry.of(
        name,
        "example.com/" + name,
        new MediatedDevices(new PhysicalFunctionSelector(address), type, count));
  }

  /** An entry for the device at {@code address} and its companions. */
  public static ResourceEntry device(String name, String address) {
    return devices(name, new DeviceSelector(address, null, null, null, null, null, null));
  }

  public static ResourceEntry devices(String name, DeviceSelector select) {
    return ResourceEntry.of(
        name, "example.com/" + name, new DeviceRequest(select, Companions.Together));
  }
}
