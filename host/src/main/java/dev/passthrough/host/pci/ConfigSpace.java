package dev.passthrough.host.pci;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A function's configuration space (PCI Local Bus 3.0 chapter 6, PCI Express Base chapter 7; the
 * kernel's numbers are in {@code include/uapi/linux/pci_regs.h}). It asks its source for 64 bytes
 * at a time, and only for what is looked at, since every four bytes are a transaction on the bus.
 * What the source does not have reads as absent: without privilege the kernel gives 64 bytes only.
 */
public final class ConfigSpace {

  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Fills {@code into} with what is at {@code offset} and answers how many bytes there were, 0
     * for none.
     */
    int read(int offset, byte[] into);
  }

  /** A capability's number and where it starts. */
  public record Capability(int id, int offset) {}

  private static final int SIZE = 4096;
  private static final int BLOCK = 64;
  private static final int EXTENDED = 256;

  private final Source source;
  private final byte[] bytes = new byte[SIZE];
  private final BitSet asked = new BitSet(SIZE / BLOCK);
  private final BitSet known = new BitSet(SIZE);

  public ConfigSpace(Source source) {
    this.source = source;
  }

  /** The configuration space in {@code all}, which may be shorter than it should be. */
  public static ConfigSpace of(byte[] all) {
    return new ConfigSpace((offset, into) -> {
      int length = Math.clamp(all.length - offset, 0, into.length);
      System.arraycopy(all, offset, into, 0, length);
      return length;
    });
  }

  /**
   * Whether the device answers: a virtual function and a dead device read all ones where the ids
   * should be.
   */
  public boolean answers() {
    return has(0, 4) && u16(0) != 0xffff;
  }

  public boolean multifunction() {
    return has(14, 1) && (u8(14) & 0x80) != 0;
  }

  /** 0 for a device, 1 for a PCI-to-PCI bridge, 2 for a CardBus bridge. */
  public int headerType() {
    return has(14, 1) ? u8(14) & 0x7f : 0;
  }

  /**
   * The capabilities in the first 256 bytes, in the order of their list; a list that loops ends
   * where it would repeat.
   */
  public List<Capability> capabilities() {
    var found = new ArrayList<Capability>();
    var seen = new BitSet(EXTENDED);
    if (!has(6, 2) || (u16(6) & 0x10) == 0) {
      return List.of();
    }
    int at = has(0x34, 1) ? u8(0x34) & ~3 : 0;
    while (at >= 0x40 && !seen.get(at) && has(at, 2) && u8(at) != 0xff) {
      seen.set(at);
      found.add(new Capability(u8(at), at));
      at = u8(at + 1) & ~3;
    }
    return List.copyOf(found);
  }

  /** The capabilities behind the first 256 bytes, in the order of their list. */
  public List<Capability> extendedCapabilities() {
    var found = new ArrayList<Capability>();
    var seen = new BitSet(SIZE);
    int at = EXTENDED;
    while (at >= EXTENDED && !seen.get(at) && has(at, 4) && u32(at) != 0 && u32(at) != -1) {
      seen.set(at);
      found.add(new Capability(u16(at), at));
      at = u32(at) >>> 20 & ~3;
    }
    return List.copyOf(found);
  }

  /**
   * Whether the bytes behind the first 256 can be read: if not, that a capability is not found says
   * nothing.
   */
  public boolean extendedReadable() {
    return has(EXTENDED, 4);
  }

  public Optional<Capability> capability(int id) {
    return capabilities().stream().filter(it -> it.id() == id).findFirst();
  }

  public Optional<Capability> extendedCapability(int id) {
    return extendedCapabilities().stream().filter(it -> it.id() == id).findFirst();
  }

  /** Whether the bytes from {@code offset} on are known, {@code count} of them. */
  public boolean has(int offset, int count) {
    if (offset < 0 || offset + count > SIZE) {
      return false;
    }
    load(offset / BLOCK);
    load((offset + count - 1) / BLOCK);
    return known.nextClearBit(offset) >= offset + count;
  }

  /** The byte at {@code offset}; 0 where unknown. */
  public int u8(int offset) {
    return has(offset, 1) ? bytes[offset] & 0xff : 0;
  }

  /** Two bytes, the lower first. */
  public int u16(int offset) {
    return u8(offset) | u8(offset + 1) << 8;
  }

  /** Four bytes, the lowest first. */
  public int u32(int offset) {
    return u16(offset) | u16(offset + 2) << 16;
  }

  private void load(int block) {
    if (asked.get(block)) {
      return;
    }
    asked.set(block);
    var into = new byte[BLOCK];
    int length = source.read(block * BLOCK, into);
    System.arraycopy(into, 0, bytes, block * BLOCK, length);
    known.set(block * BLOCK, block * BLOCK + length);
  }
}
