package dev.passthrough.operator;

import dev.passthrough.operator.web.HealthServer;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program: reads its settings from the environment and runs until it is asked to stop. */
public final class Operator {

  private static final Logger logger = LoggerFactory.getLogger(Operator.class);

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
    var controllers =
        new Controllers(new KubernetesClientBuilder().build(), settings, Clock.systemUTC());
    var health =
        HealthServer.start(settings.healthPort(), controllers::healthy, controllers::started);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  controllers.close();
                  health.close();
                },
                "end"));
    logger.info("passthrough-operator {} starts", version());
    controllers.start();
  }

  private static String version() {
    return Optional.ofNullable(Operator.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
