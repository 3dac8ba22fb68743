package dev.passthrough.host.plan;

import java.util.ArrayList;
import java.util.List;

/** A distribution's own program for the kernel's arguments, where files are not to be edited. */
public enum ArgumentTool {
  /** grubby(8): changes all entries, and what new ones are made from. */
  GRUBBY,
  /** rpm-ostree(1) kargs: makes a new deployment, staged until the host goes down. */
  RPM_OSTREE;

  public String program() {
    return switch (this) {
      case GRUBBY -> "grubby";
      case RPM_OSTREE -> "rpm-ostree";
    };
  }

  /** Whether the boot entries tell of a change only once the host has gone down. */
  public boolean stages() {
    return switch (this) {
      case GRUBBY -> false;
      case RPM_OSTREE -> true;
    };
  }

  /** The command that takes {@code remove} away from every kernel's arguments and adds the rest. */
  public List<String> command(List<String> remove, List<String> add) {
    var command = new ArrayList<String>();
    switch (this) {
      case GRUBBY -> {
        command.addAll(List.of("grubby", "--update-kernel=ALL"));
        if (!remove.isEmpty()) {
          command.add("--remove-args=" + String.join(" ", remove));
        }
        if (!add.isEmpty()) {
          command.add("--args=" + String.join(" ", add));
        }
      }
      case RPM_OSTREE -> {
        command.addAll(List.of("rpm-ostree", "kargs"));
        remove.forEach(it -> command.add("--delete-if-present=" + it));
        add.forEach(it -> command.add("--append-if-missing=" + it));
      }
    }
    return List.copyOf(command);
  }
}
