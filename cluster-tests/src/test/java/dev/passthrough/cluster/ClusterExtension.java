package dev.passthrough.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;

/** Starts the cluster once, and skips or fails its tests where there is no engine for it. */
final class ClusterExtension implements ExecutionCondition, ParameterResolver, BeforeAllCallback {

  private static final String HINT =
      "Cluster tests need a Docker engine that this user may use, such as Debian's docker.io with dockerd"
          + " running; DOCKER_HOST names another.";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return ConditionEvaluationResult.enabled("there is a Docker engine");
    }
    if (Boolean.getBoolean("cluster.tests.required")) {
      throw new IllegalStateException(HINT + " None is here, and cluster.tests.required is set.");
    }
    return ConditionEvaluationResult.disabled(HINT + " None is here: skipped.");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    run(context).names().add(context.getRequiredTestClass().getSimpleName());
  }

  private static ClassesRun run(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(ClassesRun.class, it -> new ClassesRun(), ClassesRun.class);
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(Namespace.create(ClusterExtension.class));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == Product.class || type == ClassesRun.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClassesRun.class
        ? run(context)
        : store(context)
            .computeIfAbsent(Installation.class, it -> Installation.attempt(), Installation.class)
            .product();
  }

  /** Test classes on the cluster that this run has come to so far. */
  record ClassesRun(Set<String> names) {

    ClassesRun() {
      this(new ConcurrentSkipListSet<>());
    }

    Set<String> leftOut() throws IOException {
      try (var classes = Files.list(Path.of("target", "test-classes", "dev/passthrough/cluster"))) {
        return classes
            .map(it -> it.getFileName().toString())
            .filter(it -> it.endsWith("IT.class"))
            .map(it -> it.replace(".class", ""))
            .filter(it -> !names.contains(it))
            .collect(Collectors.toSet());
      }
    }
  }

  /** The shared product, or why there is none: a start that failed is not tried for each test. */
  private record Installation(Optional<Product> installed, Optional<Exception> failure)
      implements AutoCloseable {

    static Installation attempt() {
      try {
        return new Installation(Optional.of(Product.installedOn(Rig.start())), Optional.empty());
      } catch (IOException | RuntimeException e) {
        return new Installation(Optional.empty(), Optional.of(e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Installation(Optional.empty(), Optional.of(e));
      }
    }

    Product product() {
      return installed.orElseThrow(
          () -> new IllegalStateException("the cluster did not start", failure.orElseThrow()));
    }

    @Override
    public void close() {
      installed.ifPresent(Product::close);
    }
  }
}
