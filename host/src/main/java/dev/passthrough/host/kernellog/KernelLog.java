package dev.passthrough.host.kernellog;

import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of one boot that matter. A log is often cut at its start, so that a line is missing
 * proves nothing.
 *
 * @param release of the kernel that wrote it, from its first line
 * @param vendor whose IOMMU spoke
 * @param iommuOn true once a line says so
 * @param interruptRemapping what the lines say of it
 * @param units names of IOMMU units: {@code dmar0}, or the address of an AMD unit
 * @param reservedRegions how many RMRRs the firmware asked for
 * @param notes all lines that matter, by what they tell
 */
public record KernelLog(
    Optional<String> release,
    Optional<IommuVendor> vendor,
    Optional<Boolean> iommuOn,
    Optional<Boolean> interruptRemapping,
    Set<String> units,
    int reservedRegions,
    List<Note> notes) {

  /** A line and what it tells. */
  public record Note(Topic topic, LogLine line) {}

  public KernelLog {
    units = Set.copyOf(units);
    notes = List.copyOf(notes);
  }

  /** The last boot in {@code lines}: log files hold several. */
  public static KernelLog parse(List<String> lines) {
    var last = new LastBoot();
    lines.forEach(last::take);
    return last.result();
  }

  public List<LogLine> lines(Topic topic) {
    return notes.stream().filter(n -> n.topic() == topic).map(Note::line).toList();
  }

  /**
   * Functions that the kernel would not hand to a VM because the firmware keeps memory for them
   * (RMRR).
   */
  public Set<PciAddress> attachRefused() {
    var refused = new LinkedHashSet<PciAddress>();
    lines(Topic.RESERVED_MEMORY_REFUSAL).forEach(l -> l.address().ifPresent(refused::add));
    return refused;
  }

  /** What tells on or off, for evidence. */
  public List<String> texts(Topic... topics) {
    var texts = new ArrayList<String>();
    for (var topic : topics) {
      lines(topic).forEach(line -> texts.add(line.text()));
    }
    return texts;
  }
}
