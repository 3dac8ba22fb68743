package dev.passthrough.host.kernellog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** Takes the lines of one boot and adds them up. */
final class LogReading {

  /** Lines kept for one topic: a log can repeat one message for ever. */
  private static final int MOST_NOTES = 64;

  private final List<KernelLog.Note> notes = new ArrayList<>();
  private final Set<String> units = new LinkedHashSet<>();
  private Optional<String> release = Optional.empty();
  private boolean intel;
  private boolean amd;
  private boolean arm;
  private int reservedRegions;

  void take(String line) {
    if (LogWords.HINTS.stream().noneMatch(line::contains)) {
      return;
    }
    var first = LogWords.FIRST.matcher(line);
    if (first.find()) {
      release = Optional.of(first.group(1));
    }
    var text = LogLine.of(line);
    for (var word : LogWords.WORDS) {
      if (word.pattern().matcher(line).find()) {
        note(word.topic(), text);
      }
    }
    if (LogWords.RESERVED_REGION.matcher(line).find()) {
      reservedRegions++;
    }
    unit(LogWords.INTEL_UNIT.matcher(line), "dmar");
    unit(LogWords.AMD_UNIT.matcher(line), "");
    unit(LogWords.ARM_UNIT.matcher(line), "");
    intel |= line.contains("DMAR:") || line.contains("DMAR-IR:") || line.contains("platform RMRR");
    amd |= line.contains("AMD-Vi");
    arm |= line.contains("arm-smmu");
  }

  KernelLog result() {
    return new KernelLog(
        release, vendor(), iommuOn(), interruptRemapping(), units, reservedRegions, notes);
  }

  private void note(Topic topic, LogLine line) {
    if (notes.stream().filter(n -> n.topic() == topic).count() < MOST_NOTES) {
      notes.add(new KernelLog.Note(topic, line));
    }
  }

  private void unit(Matcher m, String prefix) {
    if (m.find()) {
      for (int i = 1; i <= m.groupCount(); i++) {
        var name = m.group(i);
        if (name != null) {
          units.add(
              Character.isDigit(name.charAt(0)) && !name.contains(":") ? prefix + name : name);
        }
      }
    }
  }

  /**
   * "DMAR: IOMMU enabled" is printed on AMD machines too where {@code intel_iommu=on} was given, so
   * AMD's lines count more.
   */
  private Optional<IommuVendor> vendor() {
    if (amd) {
      return Optional.of(IommuVendor.AMD);
    }
    if (intel) {
      return Optional.of(IommuVendor.INTEL);
    }
    return arm ? Optional.of(IommuVendor.ARM) : Optional.empty();
  }

  /** Remapping at work or a domain refused are proof as well. */
  private Optional<Boolean> iommuOn() {
    boolean on =
        notes.stream()
            .map(KernelLog.Note::topic)
            .anyMatch(t -> t == Topic.IOMMU_ON || t == Topic.RESERVED_MEMORY_REFUSAL);
    return on ? Optional.of(true) : Optional.empty();
  }

  private Optional<Boolean> interruptRemapping() {
    return notes.stream()
        .map(KernelLog.Note::topic)
        .filter(t -> t == Topic.INTERRUPT_REMAPPING_ON || t == Topic.INTERRUPT_REMAPPING_OFF)
        .reduce((before, last) -> last)
        .map(t -> t == Topic.INTERRUPT_REMAPPING_ON);
  }
}
