package dev.passthrough.walls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A distribution runs by itself, from wherever it is put")
final class DistributionIT {

  /** The modification time that the image builder gives to every file. */
  private static final FileTime IN_IMAGE = FileTime.fromMillis(1000);

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"device-plugin, passthrough", "operator, operator"})
  @DisplayName(
      "says its version from another folder, through a symbolic link, with nothing on the PATH but readlink")
  void saysItsVersion(String module, String name) throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("a link"), launcher(module, name));

    Run run =
        run(List.of(link.toString(), "--version"), Map.of("JDK_JAVA_OPTIONS", "-XX:NoSuchOption"));

    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.output()).containsPattern("\\d+\\.\\d+\\.\\d+");
  }

  @ParameterizedTest
  @CsvSource({"device-plugin, passthrough", "operator, operator"})
  @DisplayName("uses its class archive from the folder that the image puts it into")
  void usesItsArchive(String module, String name) throws Exception {
    Path copy = copy(module);
    String main =
        module.equals("operator")
            ? "dev.passthrough.operator.Operator"
            : "dev.passthrough.cli.Passthrough";

    Run run =
        run(
            List.of(copy.resolve("bin").resolve(name).toString(), "--version"),
            Map.of("PASSTHROUGH_JAVA_OPTS", "-Xshare:on -Xlog:class+load"));

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains(main + " source: shared objects file");
  }

  @ParameterizedTest
  @CsvSource({"device-plugin, passthrough", "operator, operator"})
  @DisplayName("runs without its class archive, and says nothing about it")
  void runsWithoutItsArchive(String module, String name) throws Exception {
    Path copy = copy(module);
    Files.setLastModifiedTime(
        copy.resolve("lib").resolve(name + ".jar"), FileTime.fromMillis(2000));
    List<String> command = List.of(copy.resolve("bin").resolve(name).toString(), "--version");

    Run unfit = run(command, Map.of());
    Files.delete(copy.resolve("lib").resolve(name + ".jsa"));
    Run absent = run(command, Map.of());

    assertThat(List.of(unfit, absent))
        .allMatch(run -> run.status() == 0)
        .allMatch(run -> run.errors().isEmpty());
    assertThat(unfit.output()).isEqualTo(absent.output()).hasLineCount(1);
  }

  @Test
  @DisplayName("is a plugin of kubectl's, through a symbolic link on the PATH")
  void kubectlPlugin() throws Exception {
    Path plugin = launcher("device-plugin", "kubectl-passthrough");
    Path link = Files.createSymbolicLink(temporary.resolve("kubectl-passthrough"), plugin);

    Run run = run(List.of(link.toString(), "--help"), Map.of());

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains("status", "who-uses", "approve");
  }

  private static Path launcher(String module, String name) {
    return Path.of("..", module, "target/dist/bin", name).toAbsolutePath().normalize();
  }

  /** As the image has it: the same files with the image builder's times. */
  private Path copy(String module) throws IOException {
    Path from = Path.of("..", module, "target/dist");
    Path to = temporary.resolve("opt");
    try (var files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
          Files.setLastModifiedTime(target, IN_IMAGE);
        }
      }
    }
    return to;
  }

  private record Run(int status, String output, String errors) {}

  private Run run(List<String> command, Map<String, String> environment) throws Exception {
    Path output = temporary.resolve("output");
    Path errors = temporary.resolve("errors");
    var builder = new ProcessBuilder(command).directory(temporary.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin");
    builder.environment().putAll(environment);
    Process process =
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
  }
}
