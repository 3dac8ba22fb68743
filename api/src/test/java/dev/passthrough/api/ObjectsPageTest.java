package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The page on the objects")
class ObjectsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "reference", "api.md");

  @ParameterizedTest
  @EnumSource
  @DisplayName("has a row for each type of condition")
  void conditions(ConditionType type) throws IOException {
    assertThat(Files.readString(PAGE)).containsPattern("\n\\| `" + type + "`[ ;]");
  }

  @ParameterizedTest
  @ValueSource(classes = {PassthroughNode.class, PassthroughPolicy.class})
  @DisplayName("has each column that kubectl prints")
  void columns(Class<?> kind) throws IOException {
    var row =
        Files.readString(PAGE)
            .lines()
            .filter(it -> it.startsWith("| `" + kind.getSimpleName() + "` |"))
            .findFirst()
            .orElseThrow();
    assertThat(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(row).contains("`" + it.name() + "`"));
  }

  @ParameterizedTest
  @ValueSource(strings = {PassthroughNode.FINALIZER, PassthroughPolicy.FINALIZER})
  @DisplayName("has each finalizer")
  void finalizers(String finalizer) throws IOException {
    assertThat(Files.readString(PAGE)).contains("`" + finalizer + "`");
  }
}
