package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The page on troubleshooting is made of the reasons")
class TroubleshootingTest {

  private static final Path PAGE = Path.of("..", "docs", "operations", "troubleshooting.md");

  private static final String HEAD =
      """
      <!-- Generated from the enum Reason in api/ by TroubleshootingTest: ./mvnw test -pl api -Dcrds.update=true -->
      # Troubleshooting, by reason

      Each condition, event and alert names a reason. One look at all nodes, the reasons included:

          kubectl get passthroughnodes -o wide
          kubectl passthrough status

      What is said of one of them, with names and numbers, is the message of its condition, and of its events:

          kubectl describe passthroughnode NODE
          kubectl passthrough explain DEVICE

      `Ready=False` means that something the object asks for is missing; the other entries go on ([why](../decisions/0003-refusals-by-entry.md)). The agent tries again by itself: what you put right is seen within some ten seconds.
      """;

  @Test
  @DisplayName("and is what the enum says")
  void upToDate() throws IOException {
    var page = page();
    if (Boolean.getBoolean("crds.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as(
            "%s differs from the enum Reason; run ./mvnw test -pl api -Dcrds.update=true and commit"
                + " the result",
            PAGE)
        .content()
        .isEqualTo(page);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("each reason means something, in sentences")
  void sentences(Reason reason) {
    assertThat(reason.meaning()).endsWith(".");
    assertThat(reason.advice()).matches("(.+\\.)?");
  }

  private static String page() {
    return HEAD
        + "\n## What is in the way\n\n"
        + sections(false)
        + "\n## What is as it should be\n\n"
        + sections(true);
  }

  private static String sections(boolean well) {
    return Arrays.stream(Reason.values())
        .filter(it -> it.advice().isEmpty() == well)
        .sorted(Comparator.comparing(Reason::name))
        .map(it -> well ? "- `%s`: %s\n".formatted(it, it.meaning()) : section(it))
        .collect(Collectors.joining(well ? "" : "\n"));
  }

  private static String section(Reason reason) {
    return "### %s\n\n%s\n\n**What to do:** %s\n"
        .formatted(reason, reason.meaning(), reason.advice());
  }
}
