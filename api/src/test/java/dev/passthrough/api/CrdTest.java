package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CrdTest {

  static Stream<Arguments> copies() {
    return types()
        .flatMap(type ->
            Stream.of(
                    Path.of("..", "crds"), Path.of("..", "charts", "passthrough", "files", "crds"))
                .map(folder -> Arguments.of(type, folder.resolve(GeneratedCrd.fileName(type)))));
  }

  static Stream<Class<? extends HasMetadata>> types() {
    return Stream.of(PassthroughNode.class, PassthroughPolicy.class);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("copies")
  @DisplayName("the checked-in CRD is the one that the records say")
  void upToDate(Class<? extends HasMetadata> type, Path copy) throws IOException {
    var generated = GeneratedCrd.yaml(type);
    if (Boolean.getBoolean("crds.update")) {
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, generated);
    }
    assertThat(copy)
        .as(
            "%s differs from what the records in api/ say; run ./mvnw test -pl api -Dcrds.update=true"
                + " and commit the result",
            copy)
        .content()
        .isEqualTo(generated);
  }

  @ParameterizedTest
  @MethodSource("types")
  @DisplayName("every field has a description")
  void described(Class<? extends HasMetadata> type) {
    var schema = GeneratedCrd.schema(type);
    for (var section : new String[] {"spec", "status"}) {
      describedBelow(section, GeneratedCrd.property(schema, section));
    }
  }

  private static void describedBelow(String path, JSONSchemaProps schema) {
    assertThat(schema.getDescription()).as("description of %s", path).isNotBlank();
    var properties =
        schema.getProperties() == null ? Map.<String, JSONSchemaProps>of() : schema.getProperties();
    properties.forEach((name, property) -> describedBelow(path + "." + name, property));
    if (schema.getItems() != null && schema.getItems().getSchema().getProperties() != null) {
      schema
          .getItems()
          .getSchema()
          .getProperties()
          .forEach((name, property) -> describedBelow(path + "[]." + name, property));
    }
  }
}
