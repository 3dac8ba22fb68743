package dev.passthrough.operator;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.web.HealthServer;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program: reads its settings from the environment and runs until it is asked to stop. */
public final class Operator {

  private static final Logger logger = LoggerFactory.getLogger(Operator.class);

  /** Within what Kubernetes gives a pod by default, 30 s. */
  private static final Duration LONGEST_END = Duration.ofSeconds(15);

  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(30);

  private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();

  /** In seconds. */
  private static final int BETWEEN_QUESTIONS = 2;

  private Operator() {}

  static void main(String[] arguments) throws IOException {
    if (Arrays.asList(arguments).contains("--version")) {
      System.out.println("passthrough-operator " + version());
      return;
    }
    Settings settings;
    try {
      settings = Settings.of(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    var registry = new PrometheusRegistry();
    var client =
        new KubernetesClientBuilder()
            .withConfig(config())
            .withKubernetesSerialization(LeanReading.serialization())
            .build();
    var controllers =
        new Controllers(
            client, settings, registry, Clock.systemUTC(), () -> Runtime.getRuntime().halt(1));
    var health =
        HealthServer.start(
            settings.healthPort(), controllers::healthy, controllers::started, registry);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end(controllers);
                  health.close();
                },
                "end"));
    logger.info("passthrough-operator {} starts", version());
    try {
      new ApiServerWait(
              () -> client.resources(PassthroughNode.class).list(ONE),
              () -> TimeUnit.SECONDS.sleep(BETWEEN_QUESTIONS))
          .await();
      controllers.start();
    } catch (InterruptedException | RuntimeException e) {
      logger.error(
          "The controllers could not be started; this process ends, to be started again", e);
      System.exit(1);
    }
  }

  /**
   * A list that is too late at the start ends this process, which would ask for all lists again: a
   * busy API server has three times as long as the client's usual ten seconds.
   */
  private static Config config() {
    return new ConfigBuilder().withRequestTimeout((int) LONGEST_REQUEST.toMillis()).build();
  }

  /** What still waits for an API server that does not answer is left behind in the end. */
  private static void end(Controllers controllers) {
    try {
      if (!Thread.ofPlatform().daemon().start(controllers::close).join(LONGEST_END)) {
        logger.warn("Ends without having stopped all controllers");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String version() {
    return Optional.ofNullable(Operator.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
