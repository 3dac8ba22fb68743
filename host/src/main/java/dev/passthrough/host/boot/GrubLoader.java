package dev.passthrough.host.boot;

import dev.passthrough.host.bootconfig.Distribution;
import dev.passthrough.host.bootconfig.ShellAssignments;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.RunCommand.ReadBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * GRUB with a menu that is generated. Debian's family reads drop-ins after the file ({@code
 * /etc/default/grub.d/*.cfg} in its grub-mkconfig), so additions go into one of their own;
 * elsewhere the file is edited. What has to go is taken out where it stands.
 */
record GrubLoader() implements Loader {

  /** Sorts after the drop-ins of cloud images, which assign anew. */
  static final String DROP_IN = GrubDefaults.FOLDER + "zz-passthrough.cfg";

  private static final String HEADING =
      """
      # Made by passthrough for spec.host of this node's PassthroughNode; 'passthrough restore' removes it.
      """;

  @Override
  public Desired desired(Wanted wanted, Situation now) {
    var refresh = refresh(now, wanted);
    if (refresh.isEmpty()) {
      return now.byHand(wanted, "No program that makes GRUB's menu was found on this system.");
    }
    if (!now.files().has(GrubDefaults.FILE) && !now.files().in(GrubDefaults.FOLDER).isEmpty()) {
      return now.byHand(wanted, "There is no /etc/default/grub.");
    }
    boolean dropIns = now.boot().family() == Distribution.DEBIAN;
    var desired = new TreeMap<String, FileState>();
    var texts = new ArrayList<String>();
    for (var path : sources(now)) {
      var base = now.bases().text(path);
      if (base.isEmpty()) {
        return now.changedByOthers(wanted, path);
      }
      var removed = new GrubDefaults().edit(base.get(), wanted.remove(), List.of());
      if (removed.isEmpty()) {
        return now.byHand(wanted, "A shell works out what stands in /%s.".formatted(path));
      }
      texts.add(removed.get());
      desired.put(path, FileState.of(removed.get()));
    }
    var given = given(texts);
    var staying = wanted.remove().stream().filter(it -> ArgumentText.has(given, it)).toList();
    if (!staying.isEmpty()) {
      return now.byHand(
          wanted,
          "A shell that reads GRUB's files still gets %s, from a line that does not name it as such."
              .formatted(String.join(" ", staying)));
    }
    var missing = wanted.add().stream().filter(it -> !ArgumentText.has(given, it)).toList();
    if (!missing.isEmpty() && dropIns) {
      desired.put(DROP_IN, FileState.of(HEADING + GrubDefaults.addition(missing) + "\n"));
    } else if (!missing.isEmpty()) {
      var edited = new GrubDefaults().edit(texts.getFirst(), List.of(), missing);
      desired.put(GrubDefaults.FILE, FileState.of(edited.orElseThrow()));
    }
    return Desired.files(desired, List.of(refresh.get()));
  }

  /** The files that the menu is made from, this program's own left out, in the order of reading. */
  private static List<String> sources(Situation now) {
    var all = new ArrayList<>(List.of(GrubDefaults.FILE));
    now.files().in(GrubDefaults.FOLDER).stream()
        .filter(it -> it.endsWith(".cfg") && !it.equals(DROP_IN))
        .forEach(all::add);
    return all;
  }

  /**
   * What {@code texts} give to a start in the end: a later assignment, such as a cloud image's,
   * does away with an earlier one.
   */
  private static String given(List<String> texts) {
    var values = ShellAssignments.valuesOf(texts);
    return Stream.of(GrubDefaults.ALWAYS, GrubDefaults.NORMALLY)
        .map(it -> values.getOrDefault(it, ""))
        .collect(Collectors.joining(" "));
  }

  private static Optional<RunCommand> refresh(Situation now, Wanted wanted) {
    return command(now)
        .map(it ->
            new RunCommand(
                it.command(),
                "makes GRUB's menu anew",
                List.of(GrubDefaults.FILE, GrubDefaults.FOLDER),
                now.files().has(it.menu())
                    ? new ReadBack(it.menu(), wanted.add(), wanted.remove())
                    : ReadBack.nothing()));
  }

  private record Command(List<String> command, String menu) {}

  private static Optional<Command> command(Situation now) {
    var files = now.files();
    if (files.canRun("update-grub")) {
      return Optional.of(new Command(List.of("update-grub"), "boot/grub/grub.cfg"));
    }
    for (var kind : List.of("grub2", "grub")) {
      var menu = "boot/" + kind + "/grub.cfg";
      if (files.canRun(kind + "-mkconfig") && files.has(menu)) {
        return Optional.of(new Command(List.of(kind + "-mkconfig", "-o", "/" + menu), menu));
      }
    }
    return Optional.empty();
  }
}
