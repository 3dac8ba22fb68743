package dev.passthrough.uevent;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One message of the kernel about one device (kernel {@code lib/kobject_uevent.c}).
 *
 * @param action {@code add}, {@code remove}, {@code bind}, {@code unbind}, {@code change}, …
 * @param path of the device below {@code /sys}, beginning with {@code /devices/}
 * @param variables everything the kernel said, {@code SUBSYSTEM}, {@code DRIVER}, {@code
 *     PCI_SLOT_NAME}, … among it
 */
public record Uevent(String action, String path, Map<String, String> variables) {

  public Uevent {
    variables = Map.copyOf(variables);
  }

  /** {@code pci}, {@code vfio}, {@code vfio-dev}, …; empty if the kernel did not say. */
  public String subsystem() {
    return variables.getOrDefault("SUBSYSTEM", "");
  }

  /** The PCI address, if it is a PCI function. */
  public Optional<String> pciAddress() {
    return Optional.ofNullable(variables.get("PCI_SLOT_NAME"));
  }

  /**
   * The event in {@code message}, whose form is {@code action@path NUL (key=value NUL)*}. Empty if
   * it has another, as udev's own messages do, which begin with {@code libudev}.
   */
  static Optional<Uevent> parse(byte[] message) {
    int end = end(message, 0);
    var head = text(message, 0, end);
    int at = head.indexOf('@');
    if (at <= 0 || at + 1 >= head.length() || head.charAt(at + 1) != '/') {
      return Optional.empty();
    }
    var variables = new HashMap<String, String>();
    for (int start = end + 1; start < message.length; start = end + 1) {
      end = end(message, start);
      var entry = text(message, start, end);
      int equals = entry.indexOf('=');
      if (equals > 0) {
        variables.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return Optional.of(new Uevent(head.substring(0, at), head.substring(at + 1), variables));
  }

  private static int end(byte[] message, int start) {
    int end = start;
    while (end < message.length && message[end] != 0) {
      end++;
    }
    return end;
  }

  private static String text(byte[] message, int start, int end) {
    return new String(message, start, end - start, StandardCharsets.UTF_8);
  }
}
