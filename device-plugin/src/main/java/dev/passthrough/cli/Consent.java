package dev.passthrough.cli;

import dev.passthrough.host.plan.Plan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a plan may be carried out. */
final class Consent {

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--hash",
      paramLabel = "HASH",
      description = "Do not ask, and carry out exactly the plan with this hash or none.")
  private @Nullable String hash;

  /** Asks where it must. The answer is why not; empty if it may. */
  Optional<String> refused(Plan plan, PrintWriter out) throws IOException {
    if (hash != null) {
      return hash.equals(plan.hash())
          ? Optional.empty()
          : Optional.of(
              "The plan is not the one with hash %s any more: the host or the file has changed. Nothing was changed."
                  .formatted(hash));
    }
    if (yes || plan.isEmpty()) {
      return Optional.empty();
    }
    out.print("Carry this out? Only 'yes' does: ");
    out.flush();
    var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    return "yes".equals(in.readLine())
        ? Optional.empty()
        : Optional.of("Not carried out. Nothing was changed.");
  }
}
