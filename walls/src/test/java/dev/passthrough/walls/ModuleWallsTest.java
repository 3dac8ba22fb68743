package dev.passthrough.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The walls between modules and packages stand")
final class ModuleWallsTest {

  private static final String[] NODE_SIDE = {
    "dev.passthrough.host..",
    "dev.passthrough.kubelet..",
    "dev.passthrough.agent..",
    "dev.passthrough.cli..",
  };

  static Stream<ArchRule> walls() {
    return Stream.of(
        noClasses()
            .that()
            .resideInAPackage("dev.passthrough.host..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.grpc..", "io.netty..", "com.google.protobuf..")
            .because(
                "a host is looked after the same with and without Kubernetes: on the command line as root, too"),
        noClasses()
            .that()
            .resideInAPackage("dev.passthrough.host.pci..")
            .should()
            .dependOnClassesThat(Ours.outside("dev.passthrough.host.pci.."))
            .because("what a PCI address or class is has nothing to do with what we do to it"),
        noClasses()
            .that()
            .resideInAPackage("dev.passthrough.api..")
            .should()
            .dependOnClassesThat(Ours.outside("dev.passthrough.api.."))
            .because("the custom resource is the contract that all others depend on"),
        noClasses()
            .that()
            .resideInAPackage("dev.passthrough.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE_SIDE)
            .because("operator and agent meet only in the custom resource"),
        noClasses()
            .that()
            .resideInAnyPackage(NODE_SIDE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.passthrough.operator..")
            .because("operator and agent meet only in the custom resource"),
        noClasses()
            .that()
            .resideInAPackage("dev.passthrough.kubelet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.passthrough.agent..", "io.fabric8..")
            .because("advertising to a kubelet needs neither the agent's loop nor an API server"),
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.passthrough.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.passthrough.cli..")
            .because(
                "the command line is one way in among others: what it offers must be there without it"));
  }

  @ParameterizedTest
  @MethodSource("walls")
  @DisplayName("wall")
  void wallStands(ArchRule wall) {
    wall.allowEmptyShould(true).check(OurClasses.all());
  }

  @Test
  @DisplayName("the walls are looked at with the classes of all modules")
  void allModulesAreSeen() {
    assertThat(Stream.of("api", "host", "cli", "operator"))
        .allSatisfy(name ->
            assertThat(OurClasses.all().containPackage("dev.passthrough." + name)).isTrue());
  }
}
