package dev.passthrough.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/**
 * Logs to standard output: {@code LOG_LEVEL} is TRACE to ERROR, {@code LOG_FORMAT} text or json.
 * Logback asks it after it has looked for files of its own ({@code logback.configurationFile},
 * {@code logback-test.xml}), which therefore win.
 */
@ConfiguratorRank(LogSettings.AFTER_FILES)
public final class LogSettings extends ContextAwareBase implements Configurator {

  /** Below Logback's readers of files, above its way out. */
  static final int AFTER_FILES = ConfiguratorRank.FALLBACK + 1;

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} %msg%n";

  private final Map<String, String> environment;

  /** For Logback. */
  public LogSettings() {
    this(System.getenv());
  }

  LogSettings(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public ExecutionStatus configure(LoggerContext logging) {
    var out = new ConsoleAppender<ILoggingEvent>();
    out.setContext(logging);
    out.setEncoder(encoder(logging));
    out.start();
    // Says at each start that a unix socket has no keep-alive.
    logging.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
    // Warns at each start that v1alpha1 may change.
    logging
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
        .setLevel(Level.OFF);
    var root = logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(environment.getOrDefault("LOG_LEVEL", "INFO"), Level.INFO));
    root.addAppender(out);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private Encoder<ILoggingEvent> encoder(LoggerContext logging) {
    if (environment.getOrDefault("LOG_FORMAT", "text").equals("json")) {
      var json = new JsonEncoder();
      json.setContext(logging);
      json.start();
      return json;
    }
    var text = new PatternLayoutEncoder();
    text.setContext(logging);
    text.setPattern(PATTERN);
    text.start();
    return text;
  }
}
