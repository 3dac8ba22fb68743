package dev.passthrough.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The CRD of a custom resource class, as the generator makes it and with what it cannot say. */
final class GeneratedCrd {

  private static final String HEADER =
      "# Generated from the records in api/ by CrdTest: ./mvnw test -pl api -Dcrds.update=true\n";

  private GeneratedCrd() {}

  static String fileName(Class<? extends HasMetadata> type) {
    return HasMetadata.getGroup(type) + "_" + HasMetadata.getPlural(type) + ".yaml";
  }

  static String yaml(Class<? extends HasMetadata> type) {
    try {
      var folder = Files.createTempDirectory("crd");
      new CRDGenerator()
          .customResourceClasses(List.of(type))
          .forCRDVersions("v1")
          .withMinQuotes(true)
          .withPostProcessor(new Completion(type))
          .inOutputDir(folder.toFile())
          .generate();
      var file = folder.resolve(HasMetadata.getFullResourceName(type) + "-v1.yml");
      var text = Files.readString(file);
      Files.delete(file);
      Files.delete(folder);
      return HEADER
          + text.lines().skip(1).filter(it -> !it.isBlank()).reduce("---", (a, b) -> a + "\n" + b)
          + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JSONSchemaProps schema(Class<? extends HasMetadata> type) {
    return Serialization.unmarshal(yaml(type), CustomResourceDefinition.class)
        .getSpec()
        .getVersions()
        .getFirst()
        .getSchema()
        .getOpenAPIV3Schema();
  }

  private static List<String> columns(Class<?> type) {
    return Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class))
        .map(AdditionalPrinterColumn::name)
        .toList();
  }

  /** What {@code kubectl explain} and server-side apply need and annotations cannot say. */
  private record Completion(Class<? extends HasMetadata> type) implements CRDPostProcessor {

    @Override
    public HasMetadata process(HasMetadata crd, String version) {
      var served = ((CustomResourceDefinition) crd).getSpec().getVersions().getFirst();
      var columns = columns(type);
      served
          .getAdditionalPrinterColumns()
          .sort(Comparator.comparingInt(column -> columns.indexOf(column.getName())));
      var schema = served.getSchema().getOpenAPIV3Schema();
      withEachRuleOnce(schema);
      var spec = property(schema, "spec");
      var status = property(schema, "status");
      if (type == PassthroughPolicy.class) {
        policy(schema, spec, status);
      } else {
        node(schema, spec, status);
      }
      keyed(property(status, "conditions"), "type");
      var condition = property(status, "conditions").getItems().getSchema();
      property(condition, "lastTransitionTime").setFormat("date-time");
      property(condition, "message").setMaxLength((long) Conditions.MAX_MESSAGE);
      return crd;
    }

    private static void node(JSONSchemaProps schema, JSONSchemaProps spec, JSONSchemaProps status) {
      schema.setDescription(
          "What one node passes through to virtual machines. Has the name of the node.");
      spec.setDescription("What an admin wants of the node.");
      spec.setDefault(JsonNodeFactory.instance.objectNode());
      status.setDescription("What the node's agent found, did and offers.");
      keyed(property(spec, "resources"), "name");
      keyed(property(spec, "overrides"), "address", "guard");
      keyed(property(status, "resources"), "name");
    }

    private static void policy(
        JSONSchemaProps schema, JSONSchemaProps spec, JSONSchemaProps status) {
      schema.setDescription("What all nodes that a selector chooses pass through.");
      schema.setRequired(List.of("spec"));
      schema.setXKubernetesValidations(
          List.of(
              new ValidationRuleBuilder()
                  .withRule("self.metadata.name.size() <= " + PassthroughPolicy.LONGEST_NAME)
                  .withMessage(
                      "the name of a policy has at most %d characters"
                          .formatted(PassthroughPolicy.LONGEST_NAME))
                  .build()));
      spec.setDescription("What an admin wants of the nodes.");
      status.setDescription("How the nodes stand.");
      var template = property(spec, "template");
      keyed(property(template, "resources"), "name");
      keyed(property(template, "overrides"), "address", "guard");
      keyed(property(status, "waitingNodes"), "name");
      keyed(property(status, "failedNodes"), "name");
    }

    /**
     * The generator finds a record component's annotations twice: on the field and its accessor.
     */
    private static void withEachRuleOnce(JSONSchemaProps schema) {
      if (schema.getXKubernetesValidations() != null) {
        schema.setXKubernetesValidations(
            schema.getXKubernetesValidations().stream().distinct().toList());
      }
      if (schema.getProperties() != null) {
        schema.getProperties().values().forEach(Completion::withEachRuleOnce);
      }
      if (schema.getItems() != null) {
        withEachRuleOnce(schema.getItems().getSchema());
      }
    }

    private static void keyed(JSONSchemaProps list, String... keys) {
      list.setXKubernetesListType("map");
      list.setXKubernetesListMapKeys(List.of(keys));
      var item = list.getItems().getSchema();
      for (var key : keys) {
        if (!item.getRequired().contains(key)) {
          item.getRequired().add(key);
        }
      }
    }
  }

  static JSONSchemaProps property(JSONSchemaProps parent, String name) {
    return Objects.requireNonNull(parent.getProperties().get(name), name);
  }
}
