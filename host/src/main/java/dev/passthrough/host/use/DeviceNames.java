package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;

/** Names of device nodes as programs and tables give them. */
final class DeviceNames {

  private DeviceNames() {}

  /**
   * The last name of {@code path} once links below {@code /dev} are followed: {@code
   * /dev/disk/by-id/…} is {@code sda}.
   */
  static String block(HostRoot root, String path) {
    var real = root.resolve(path).map(p -> p.getFileName()).map(Object::toString);
    return real.orElse(last(path));
  }

  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
