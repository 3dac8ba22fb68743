package dev.passthrough.host.testing;

import java.nio.file.Path;

/** One function of a {@link SysfsTree}; each call adds to its folder and to what points there. */
public final class SysfsFunction {

  private final SysfsTree tree;
  private final String address;
  private final Path folder;

  SysfsFunction(SysfsTree tree, String address, Path folder) {
    this.tree = tree;
    this.address = address;
    this.folder = folder;
  }

  public SysfsTree tree() {
    return tree;
  }

  public String address() {
    return address;
  }

  public Path folder() {
    return folder;
  }

  public SysfsFunction file(String name, String text) {
    tree.file(below(name), text);
    return this;
  }

  public SysfsFunction bytes(String name, byte[] content) {
    tree.bytes(below(name), content);
    return this;
  }

  public SysfsFunction link(String name, Path target) {
    tree.link(below(name), target);
    return this;
  }

  public SysfsFunction ids(String vendor, String device) {
    return file("vendor", "0x" + vendor).file("device", "0x" + device);
  }

  /** All three bytes, {@code 030000}. */
  public SysfsFunction pciClass(String code) {
    return file("class", "0x" + code);
  }

  public SysfsFunction driver(String name) {
    var driver = tree.folder("sys/bus/pci/drivers/" + name);
    tree.link("sys/bus/pci/drivers/" + name + "/" + address, folder);
    return link("driver", driver);
  }

  public SysfsFunction group(int number) {
    var group = tree.folder("sys/kernel/iommu_groups/" + number);
    tree.link("sys/kernel/iommu_groups/" + number + "/devices/" + address, folder);
    return link("iommu_group", group);
  }

  /** Makes it a physical function that can have {@code total} virtual functions and has none. */
  public SysfsFunction physicalFunction(int total) {
    return file("sriov_totalvfs", "" + total)
        .file("sriov_numvfs", "0")
        .file("sriov_drivers_autoprobe", "1");
  }

  /** Makes it the virtual function {@code index} of {@code physical}. */
  public SysfsFunction virtualFunctionOf(SysfsFunction physical, int index) {
    physical.link("virtfn" + index, folder);
    return link("physfn", physical.folder);
  }

  private String below(String name) {
    return tree.path().relativize(folder.resolve(name)).toString();
  }
}
