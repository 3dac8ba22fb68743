package dev.passthrough.host.use;

/**
 * A process that has a device open.
 *
 * @param name as {@code ps} shows it ({@code comm})
 * @param node the device node, such as {@code /dev/dri/card0}
 */
public record Holder(long pid, String name, String node) implements Comparable<Holder> {

  @Override
  public int compareTo(Holder other) {
    int byPid = Long.compare(pid, other.pid);
    return byPid == 0 ? node.compareTo(other.node) : byPid;
  }

  @Override
  public String toString() {
    return name + " (pid " + pid + ", " + node + ")";
  }
}
