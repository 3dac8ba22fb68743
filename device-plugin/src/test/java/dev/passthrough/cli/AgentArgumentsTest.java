package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The short way into the agent")
class AgentArgumentsTest {

  private static final long SEED = 20261123;

  private static final List<String> WORDS =
      List.of(
          "--registration",
          "--node",
          "-f",
          "--file",
          "--root",
          "--kubelet-dir",
          "--metrics-port",
          "KubeletSocket",
          "PluginWatcher",
          "a",
          "/b",
          "9100",
          "0",
          "99999999",
          "-1",
          "--help",
          "",
          "@x",
          "\"q\"",
          "--root=/c",
          "$HOME",
          "a b",
          "node-1.x");

  @Test
  @DisplayName("is taken by what the operator starts")
  void operatorsLine() {
    assertThat(
            AgentArguments.plain(
                List.of(
                    "agent",
                    "--node",
                    "n",
                    "--root",
                    "/host",
                    "--kubelet-dir",
                    "/k",
                    "--registration",
                    "PluginWatcher",
                    "--metrics-port",
                    "9100")))
        .isPresent();
  }

  @Test
  @DisplayName("answers as the whole command line does, or not at all")
  void sameAsWhole() {
    var random = new Random(SEED);
    int answered = 0;
    for (int i = 0; i < 20_000; i++) {
      var line = new ArrayList<String>(List.of("agent"));
      int pairs = 1 + random.nextInt(3);
      for (int word = 0; word < 2 * pairs; word++) {
        line.add(
            word % 2 == 0 && random.nextInt(8) != 0
                ? WORDS.get(random.nextInt(7))
                : WORDS.get(random.nextInt(WORDS.size())));
      }
      var plain = AgentArguments.plain(line);
      if (plain.isPresent()) {
        answered++;
        assertThat(whole(line)).as("line %s, seed %d", line, SEED).isEqualTo(plain);
      }
    }
    assertThat(answered).as("lines that went the short way").isGreaterThan(500);
  }

  private static Optional<AgentArguments> whole(List<String> line) {
    var command = new AgentCommand();
    try {
      new CommandLine(command).parseArgs(line.subList(1, line.size()).toArray(String[]::new));
      return Optional.of(command.arguments());
    } catch (CommandLine.ParameterException wrong) {
      return Optional.empty();
    }
  }
}
