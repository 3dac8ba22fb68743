package dev.passthrough.host.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds to a {@link SysfsTree} what a machine does with its functions: disks, interfaces, mounts,
 * processes.
 */
public final class UsedMachine {

  private final SysfsTree tree;
  private final List<String> mounts = new ArrayList<>();

  public UsedMachine(SysfsTree tree) {
    this.tree = tree;
  }

  /**
   * A disk below {@code controller} with one partition, {@code sda} and {@code sda1}; numbers
   * follow from {@code major}.
   */
  public UsedMachine disk(SysfsFunction controller, String name, int major) {
    var below = relative(controller.folder()) + "/ata1/host0/block/" + name;
    return block(below, name, major + ":0").partition(below, name + "1", major + ":1");
  }

  /** Something virtual built of {@code parts}, such as {@code dm-0} of {@code sda1}. */
  public UsedMachine built(String name, String number, String... parts) {
    block("sys/devices/virtual/block/" + name, name, number);
    var here = tree.path().resolve("sys/devices/virtual/block/" + name);
    for (var part : parts) {
      var folder = tree.root().resolve("sys/class/block/" + part).orElseThrow();
      tree.link(relative(here) + "/slaves/" + part, folder);
      tree.link(relative(folder) + "/holders/" + name, here);
    }
    return this;
  }

  public UsedMachine mapper(String name, String mapperName, String uuid) {
    var folder = "sys/devices/virtual/block/" + name + "/dm/";
    tree.file(folder + "name", mapperName).file(folder + "uuid", uuid);
    return this;
  }

  public UsedMachine mount(String number, String point, String type, String source) {
    mounts.add("36 35 %s / %s rw - %s %s rw".formatted(number, point, type, source));
    tree.file("proc/1/mountinfo", String.join("\n", mounts));
    return this;
  }

  /** A network interface of {@code function}. */
  public UsedMachine network(SysfsFunction function, String name) {
    var folder = tree.folder(relative(function.folder()) + "/net/" + name);
    tree.link("sys/class/net/" + name, folder);
    return this;
  }

  /** A bond or bridge, by the folder that marks it: {@code bonding} or {@code bridge}. */
  public UsedMachine master(String name, String mark, String... members) {
    var folder = tree.folder("sys/devices/virtual/net/" + name);
    tree.folder("sys/devices/virtual/net/" + name + "/" + mark);
    tree.link("sys/class/net/" + name, folder);
    for (var member : members) {
      var real = tree.root().resolve("sys/class/net/" + member).orElseThrow();
      tree.link(relative(real) + "/master", folder);
      tree.link(relative(folder) + "/lower_" + member, real);
    }
    return this;
  }

  public UsedMachine defaultRoute(String device) {
    tree.file(
        "proc/1/net/route",
        "Iface\tDestination\tGateway\tFlags\n"
            + device
            + "\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0");
    return this;
  }

  /** A process that has {@code nodes} open. */
  public UsedMachine process(int pid, String name, String... nodes) {
    tree.file("proc/" + pid + "/comm", name).file("proc/" + pid + "/cmdline", name);
    tree.folder("proc/" + pid + "/fd");
    for (int i = 0; i < nodes.length; i++) {
      tree.linkText("proc/" + pid + "/fd/" + i, nodes[i]);
    }
    return this;
  }

  private UsedMachine block(String folder, String name, String number) {
    tree.file(folder + "/dev", number);
    tree.folder(folder + "/holders");
    tree.folder(folder + "/slaves");
    tree.link("sys/class/block/" + name, tree.path().resolve(folder));
    tree.link("sys/block/" + name, tree.path().resolve(folder));
    return this;
  }

  private UsedMachine partition(String disk, String name, String number) {
    var folder = disk + "/" + name;
    tree.file(folder + "/dev", number).file(folder + "/partition", "1");
    tree.folder(folder + "/holders");
    tree.link("sys/class/block/" + name, tree.path().resolve(folder));
    return this;
  }

  private String relative(Path path) {
    var real = path.startsWith(tree.path()) ? tree.path() : tree.root().path();
    return real.relativize(path).toString();
  }
}
