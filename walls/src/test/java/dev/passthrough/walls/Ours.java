package dev.passthrough.walls;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** The project's own classes. */
final class Ours {

  private Ours() {}

  static DescribedPredicate<JavaClass> outside(String packages) {
    return resideInAPackage("dev.passthrough..")
        .and(resideOutsideOfPackage(packages))
        .as("are ours, outside '%s'", packages);
  }
}
