package dev.passthrough.host.boot;

import dev.passthrough.host.plan.ChangeArguments;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.RunCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How some of the host's files are to be.
 *
 * @param files each with what is to be there; one that this program changed and that is not among
 *     them goes back to what it was
 * @param arguments what is to be changed through a distribution's program
 * @param derive what is run when one of the files changes
 * @param notices what cannot be brought about
 */
record Desired(
    Map<String, FileState> files,
    Optional<ChangeArguments> arguments,
    List<RunCommand> derive,
    List<Notice> notices) {

  Desired {
    files = Map.copyOf(files);
    derive = List.copyOf(derive);
    notices = List.copyOf(notices);
  }

  static Desired nothing() {
    return new Desired(Map.of(), Optional.empty(), List.of(), List.of());
  }

  static Desired files(Map<String, FileState> files, List<RunCommand> derive) {
    return new Desired(files, Optional.empty(), derive, List.of());
  }

  static Desired notice(Notice notice) {
    return new Desired(Map.of(), Optional.empty(), List.of(), List.of(notice));
  }

  static Desired through(ChangeArguments arguments) {
    return new Desired(Map.of(), Optional.of(arguments), List.of(), List.of());
  }

  Desired and(Desired other) {
    var all = new TreeMap<>(files);
    all.putAll(other.files);
    return new Desired(
        all,
        arguments.or(other::arguments),
        plus(derive, other.derive),
        plus(notices, other.notices));
  }

  private static <T> List<T> plus(List<T> some, List<T> more) {
    var all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
