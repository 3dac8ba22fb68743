package dev.passthrough.host.apply;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Found;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.HostLedger.KeptFile;
import dev.passthrough.host.plan.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of the journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
  @JsonSubTypes.Type(JournalEntry.Booted.class),
  @JsonSubTypes.Type(JournalEntry.Began.class),
  @JsonSubTypes.Type(JournalEntry.Intended.class),
  @JsonSubTypes.Type(JournalEntry.Completed.class),
  @JsonSubTypes.Type(JournalEntry.Failed.class),
  @JsonSubTypes.Type(JournalEntry.Ended.class),
  @JsonSubTypes.Type(JournalEntry.Forgot.class),
  @JsonSubTypes.Type(JournalEntry.Holding.class),
  @JsonSubTypes.Type(JournalEntry.Quarantined.class),
  @JsonSubTypes.Type(JournalEntry.Released.class),
  @JsonSubTypes.Type(JournalEntry.Touching.class),
  @JsonSubTypes.Type(JournalEntry.Touched.class),
  @JsonSubTypes.Type(JournalEntry.LeftOut.class),
  @JsonSubTypes.Type(JournalEntry.HoldingHost.class)
})
sealed interface JournalEntry {

  /**
   * The kernel that the following lines speak of. If it is another one than before, what came
   * before of devices is void: what is written to sysfs does not outlive the kernel. What was
   * changed of the host itself does.
   */
  record Booted(String bootId) implements JournalEntry {}

  /**
   * These steps are about to be carried out; a plan that is still open gives way to them.
   *
   * @param undoing whether they undo what failed, and are not undone themselves
   */
  record Began(String hash, boolean undoing, List<Step> steps, String at) implements JournalEntry {

    static Began now(String hash, boolean undoing, List<Step> steps) {
      return new Began(hash, undoing, steps, Instant.now().toString());
    }
  }

  /**
   * Step {@code index} of the open plan is about to be written.
   *
   * @param found the value of its property
   */
  record Intended(int index, String found) implements JournalEntry {}

  /** Step {@code index} was read back as planned. */
  record Completed(int index) implements JournalEntry {}

  /**
   * Step {@code index} is about to let a program change files.
   *
   * @param files as they are before
   */
  record Touching(int index, List<KeptFile> files) implements JournalEntry {}

  /**
   * The program of step {@code index} ended well.
   *
   * @param files as it left them
   */
  record Touched(int index, List<KeptFile> files) implements JournalEntry {}

  /** Step {@code index} needs a host that runs, and this one does not. */
  record LeftOut(int index) implements JournalEntry {}

  /** Step {@code index} did not come about. */
  record Failed(int index, String message) implements JournalEntry {}

  /**
   * The open plan is over, carried out or not.
   *
   * @param at absent in lines of older programs
   */
  record Ended(String hash, @Nullable String at) implements JournalEntry {
    static Ended now(String hash) {
      return new Ended(hash, Instant.now().toString());
    }
  }

  /** A call about {@code device} has not come back; its card is left alone from here on. */
  record Quarantined(PciAddress card, PciAddress device, String what) implements JournalEntry {}

  /** The call came back after all. */
  record Released(PciAddress card) implements JournalEntry {}

  /** These are as they were found, whoever brought them back. */
  record Forgot(List<Found> facts) implements JournalEntry {}

  /** The ledger as it was when older lines were dropped. */
  record Holding(List<Found> facts) implements JournalEntry {}

  /** What was changed of the host itself when older lines were dropped. */
  record HoldingHost(HostLedger host) implements JournalEntry {}
}
