package dev.passthrough.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("House rules of CONTRIBUTING.md that a machine can check")
final class HouseRulesTest {

  private static final int LINES_AT_MOST = 400;
  private static final String EMPTY_WORDS = ".*(Utils?|Helper|Manager|Impl)";

  @Test
  @DisplayName("no static field can change")
  void noStaticMutableState() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("state that everything shares makes every test depend on every other")
        .check(OurClasses.all());
  }

  @Test
  @DisplayName("every package is @NullMarked by its package-info.java")
  void packagesAreNullMarked() {
    classes()
        .should(resideInANullMarkedPackage())
        .because("null does not cross a public edge, and NullAway looks only where it is told to")
        .check(OurClasses.all());
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                type, marked, type.getPackageName() + " of " + type.getName()));
      }
    };
  }

  @Test
  @DisplayName("no class is a Util, Helper, Manager or Impl")
  void namesSaySomething() {
    noClasses()
        .should()
        .haveNameMatching(EMPTY_WORDS)
        .because("a class that does one thing can be named after it")
        .check(OurClasses.all());
  }

  @Test
  @DisplayName("no source file is over 400 lines, tests included")
  void filesAreShort() throws IOException {
    Map<String, Integer> tooLong = new TreeMap<>();
    for (Path file : sources()) {
      int lines = Files.readAllLines(file).size();
      if (lines > LINES_AT_MOST) {
        tooLong.put(file.toString(), lines);
      }
    }
    assertThat(tooLong).as("files over %d lines: split them by concept", LINES_AT_MOST).isEmpty();
  }

  @Test
  @DisplayName("no test class is a Util, Helper, Manager or Impl either")
  void testNamesSaySomething() throws IOException {
    var empty = Pattern.compile(EMPTY_WORDS + "\\.java");
    assertThat(sources()).noneMatch(file -> empty.matcher(file.getFileName().toString()).matches());
  }

  /** All Java files of the checkout: tests run in the folder of their module. */
  private static List<Path> sources() throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        Path.of("..").toRealPath(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // Other modules' builds write there while this test reads.
            return folder.endsWith("target")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(found).as("Java files of the checkout").isNotEmpty();
    return found;
  }
}
