package dev.passthrough.host.pci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a PCI function is: base class, subclass and programming interface (sysfs {@code class},
 * {@code 0x030200}).
 *
 * @param code 0 to 0xffffff
 */
public record PciClass(int code) {

  private static final Pattern FORM = Pattern.compile("(?:0x)?([0-9a-fA-F]{1,6})");

  /**
   * The class that {@code text} spells in hexadecimal with all three bytes; empty if it spells
   * none.
   */
  public static Optional<PciClass> parse(String text) {
    var m = FORM.matcher(text);
    return m.matches()
        ? Optional.of(new PciClass(Integer.parseInt(m.group(1), 16)))
        : Optional.empty();
  }

  /** The class that a saved snapshot spells. */
  @JsonCreator
  public static PciClass of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a PCI class: '" + text + "'"));
  }

  /** Base class and subclass, {@code 0302}, as lspci prints them. */
  public String shortForm() {
    return "%04x".formatted(code >> 8);
  }

  public int base() {
    return code >> 16;
  }

  public int subclass() {
    return code >> 8 & 0xff;
  }

  /** A host bridge or a PCI-to-PCI bridge: part of the way to a device, never one to pass. */
  public boolean bridge() {
    return base() == 0x06 && (subclass() == 0x00 || subclass() == 0x04);
  }

  /** A display of any kind, 3D controllers without an output included. */
  public boolean display() {
    return base() == 0x03;
  }

  /** All three bytes, {@code 030200}. */
  @JsonValue
  @Override
  public String toString() {
    return "%06x".formatted(code);
  }
}
