package dev.passthrough.walls;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "Decisions are pure functions: a reader gathers, a pure function decides, an applier acts")
final class PurityTest {

  private static final String[] DECISIONS = {
    "dev.passthrough.host..plan..",
    "dev.passthrough.host..verdict..",
    "dev.passthrough.host..guard..",
    "dev.passthrough.host..boot..",
  };

  /** Paths are values and may be used; what opens them may not. */
  private static final DescribedPredicate<JavaClass> INPUT_AND_OUTPUT =
      resideInAPackage("java.io")
          .and(
              DescribedPredicate.not(
                  belongToAnyOf(Serializable.class, IOException.class, UncheckedIOException.class)))
          .or(resideInAnyPackage("java.net..", "java.nio.channels.."))
          .or(belongToAnyOf(Files.class, FileSystem.class, FileSystems.class))
          .or(
              belongToAnyOf(
                  Process.class, ProcessBuilder.class, ProcessHandle.class, Runtime.class))
          .as("read, write, connect or start something");

  private static final DescribedPredicate<JavaCall<?>> CLOCK_OR_ENVIRONMENT =
      DescribedPredicate.describe(
          "asks the clock, chance or the environment",
          call ->
              (resideInAPackage("java.time..").test(call.getTargetOwner())
                      && call.getName().equals("now"))
                  || (call.getTargetOwner().isEquivalentTo(System.class)
                      && nameStartingWith("get")
                          .or(nameStartingWith("current"))
                          .or(nameStartingWith("nano"))
                          .test(call))
                  || call.getTargetOwner().getSimpleName().endsWith("Random")
                  || call.getName().equals("random"));

  @Test
  @DisplayName("plan, verdict and guard do no input or output")
  void decisionsDoNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(DECISIONS)
        .should()
        .dependOnClassesThat(INPUT_AND_OUTPUT)
        .because(
            "a plan must be computable from a saved snapshot, on another machine, from a bug report")
        .allowEmptyShould(true)
        .check(OurClasses.all());
  }

  @Test
  @DisplayName("plan, verdict and guard know no clock, no chance and no environment")
  void decisionsAreRepeatable() {
    noClasses()
        .that()
        .resideInAnyPackage(DECISIONS)
        .should()
        .callMethodWhere(CLOCK_OR_ENVIRONMENT.forSubtype())
        .because("the same input must give the same plan, and so the same hash")
        .allowEmptyShould(true)
        .check(OurClasses.all());
  }

  @Test
  @DisplayName("the custom resources do no input or output")
  void apiDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage("dev.passthrough.api..")
        .should()
        .dependOnClassesThat(INPUT_AND_OUTPUT)
        .because("records that are shared by all programs are data and nothing else")
        .check(OurClasses.all());
  }
}
