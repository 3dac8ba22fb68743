package dev.passthrough.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;

/** Starts the cluster once, and skips or fails its tests where there is no engine for it. */
final class ClusterExtension implements ExecutionCondition, ParameterResolver {

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
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Product.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(ClusterExtension.class))
        .computeIfAbsent(Product.class, it -> installed(), Product.class);
  }

  private static Product installed() {
    try {
      return Product.installedOn(Rig.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster started", e);
    }
  }
}
