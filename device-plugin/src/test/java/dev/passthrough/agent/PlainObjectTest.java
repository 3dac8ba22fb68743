package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An object as people write it")
class PlainObjectTest {

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../examples"))) {
      return files
          .filter(it -> it.toString().endsWith(".yaml"))
          .filter(PlainObjectTest::isOne)
          .sorted()
          .toList();
    }
  }

  private static boolean isOne(Path file) {
    try {
      return Files.readString(file).contains("\nkind: PassthroughNode\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  @DisplayName("is read as Kubernetes' own model reads it")
  void sameAsWhole(Path file) throws IOException {
    var text = Files.readString(file);
    var plain = PlainObject.read(text);
    var whole = FileNodeObject.whole(text);

    assertThat(plain).as("%s is plain", file).isPresent();
    assertThat(plain.orElseThrow().getSpec()).isEqualTo(whole.getSpec());
    assertThat(plain.orElseThrow().getMetadata()).isEqualTo(whole.getMetadata());
    assertThat(plain.orElseThrow().getApiVersion()).isEqualTo(whole.getApiVersion());
    assertThat(plain.orElseThrow().getKind()).isEqualTo(whole.getKind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "kind: PassthroughNode",
        "{apiVersion: v1, kind: A, metadata: {name: a}, spec: []}",
        "{apiVersion: v1, kind: A, metadata: {name: a, labels: {b: c}}, spec: {}}",
        "{apiVersion: v1, kind: A, metadata: {name: a}, spec: {}, status: {}}",
        "{apiVersion: v1, kind: A, metadata: {name: a}, spec: {unknown: 1}}",
        "{apiVersion: v1, kind: A, metadata: {name: a}, spec: {mode: None}}",
        "{apiVersion: v1, kind: A, metadata: {name: 1}, spec: {}}",
        "{{"
      })
  @DisplayName("is nothing with more to it, and nothing wrong")
  void nothingElse(String text) {
    assertThat(PlainObject.read(text)).isEmpty();
  }
}
