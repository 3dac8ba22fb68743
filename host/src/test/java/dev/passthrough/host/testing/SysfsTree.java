package dev.passthrough.host.testing;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that stands for {@code /}, filled the way the kernel fills {@code /sys}: real folders,
 * relative links.
 */
public final class SysfsTree {

  private final Path root;

  public SysfsTree(Path root) {
    this.root = root;
    folder("sys/bus/pci/devices");
    folder("sys/bus/pci/drivers");
  }

  public HostRoot root() {
    return HostRoot.at(root);
  }

  public Path path() {
    return root;
  }

  /**
   * A function on the root bus, with the files that every function has; give it more with the
   * answer.
   */
  public SysfsFunction function(String address) {
    return below("sys/devices/pci" + address.substring(0, address.length() - 5), address);
  }

  /** A function below the bridge {@code upstream}, which exists already. */
  public SysfsFunction functionBelow(String upstream, String address) {
    return below(
        root.relativize(HostRoot.at(root).resolve("sys/bus/pci/devices/" + upstream).orElseThrow())
            .toString(),
        address);
  }

  /** The function that was made before. */
  public SysfsFunction existing(String address) {
    return new SysfsFunction(
        this, address, HostRoot.at(root).resolve("sys/bus/pci/devices/" + address).orElseThrow());
  }

  private SysfsFunction below(String parent, String address) {
    var folder = folder(parent + "/" + PciAddress.of(address));
    link("sys/bus/pci/devices/" + address, folder);
    return new SysfsFunction(this, address, folder)
        .file("vendor", "0x8086")
        .file("device", "0x1521")
        .file("class", "0x020000")
        .file("driver_override", "(null)");
  }

  /** Writes {@code text} and a line end into {@code path}; its folders are made. */
  public SysfsTree file(String path, String text) {
    return bytes(path, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public SysfsTree bytes(String path, byte[] content) {
    try {
      var file = root.resolve(path);
      Files.createDirectories(file.resolve("..").normalize());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes {@code path} a relative link to {@code target}, a path below this tree; an older link
   * gives way.
   */
  public SysfsTree link(String path, Path target) {
    try {
      var link = root.resolve(path);
      var parent = Files.createDirectories(link.resolve("..").normalize());
      Files.deleteIfExists(link);
      var relative = parent.relativize(target);
      Files.createSymbolicLink(link, relative.toString().isEmpty() ? Path.of(".") : relative);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes {@code path} a link with this very text, which need not be a path. */
  public SysfsTree linkText(String path, String text) {
    try {
      var link = root.resolve(path);
      Files.createDirectories(link.resolve("..").normalize());
      Files.createSymbolicLink(link, Path.of(text));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path folder(String path) {
    try {
      return Files.createDirectories(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
