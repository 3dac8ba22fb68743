package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Framebuffers that a driver holds in {@code /proc/iomem}, a tree by indentation. Without privilege
 * every address there is zero, and the nesting still tells whose memory it is.
 */
final class IoMemory {

  private static final Pattern LINE =
      Pattern.compile("( *)([0-9a-fA-F]{1,16})-([0-9a-fA-F]{1,16}) : (.*)");

  private IoMemory() {}

  static List<Framebuffer> framebuffers(List<String> lines) {
    var found = new ArrayList<Framebuffer>();
    var above = new ArrayDeque<Node>();
    for (var line : lines) {
      var m = LINE.matcher(line);
      if (!m.matches()) {
        continue;
      }
      int depth = m.group(1).length();
      var name = m.group(4).strip();
      while (!above.isEmpty() && above.getFirst().depth() >= depth) {
        above.removeFirst();
      }
      if (isFramebuffer(name)) {
        found.add(
            new Framebuffer(
                name,
                Long.parseUnsignedLong(m.group(2), 16),
                Long.parseUnsignedLong(m.group(3), 16),
                owner(above)));
      }
      above.addFirst(new Node(depth, name));
    }
    return found;
  }

  private record Node(int depth, String name) {}

  private static Optional<PciAddress> owner(ArrayDeque<Node> above) {
    return above.stream().flatMap(n -> PciAddress.parse(n.name()).stream()).findFirst();
  }

  /**
   * drivers/firmware/sysfb_simplefb.c, drivers/video/fbdev/{efifb,vesafb,simplefb}.c,
   * drivers/gpu/drm/sysfb.
   */
  private static boolean isFramebuffer(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return List.of(
            "bootfb",
            "efifb",
            "vesafb",
            "simplefb",
            "simpledrm",
            "simple-framebuffer",
            "efidrm",
            "vesadrm",
            "offb")
        .stream()
        .anyMatch(lower::contains);
  }
}
