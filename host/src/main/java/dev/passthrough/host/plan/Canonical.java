package dev.passthrough.host.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The one spelling of steps that a hash is made of: a line for each, its parts apart by tabs. */
final class Canonical {

  private Canonical() {}

  static String hash(List<Step> steps) {
    var digest = sha256();
    for (var step : steps) {
      digest.update(line(step).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String line(Step step) {
    return switch (step) {
      case DeviceStep it -> line(it);
      case HostStep it -> line(it);
    };
  }

  private static String line(HostStep step) {
    var parts =
        switch (step) {
          case WriteFile it ->
              List.of(it.path(), whole(it.before()), whole(it.after()), whole(it.without()));
          case ChangeArguments it -> it.command();
          case RunCommand it -> it.command();
          case Reboot it -> it.arguments();
        };
    return step.getClass().getSimpleName() + "\t" + String.join("\t", parts) + "\n";
  }

  private static String whole(FileState state) {
    return state.present() ? sha256(state.content()) + state.executable() : "absent";
  }

  /** SHA-256 of {@code text}, a char a byte. */
  static String sha256(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String line(DeviceStep step) {
    var act =
        switch (step) {
          case SysfsStep it -> it.path() + "\t" + it.value();
          case CommandStep it -> String.join(" ", it.command());
        };
    return String.join(
            "\t",
            act,
            step.device().toString(),
            step.card().toString(),
            step.property().attribute(),
            step.from(),
            step.to(),
            step instanceof SetVirtualFunctions it ? it.predicted().toString() : "")
        + "\n";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
