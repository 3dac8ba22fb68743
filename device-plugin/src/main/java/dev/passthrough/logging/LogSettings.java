package dev.passthrough.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/**
 * Logs to standard output: {@code LOG_LEVEL} is TRACE to ERROR, {@code LOG_FORMAT} text or json. A
 * file of Logback's own wins ({@code logback.configurationFile}, {@code logback-test.xml}): Logback
 * asks for classes like this before it looks for files.
 */
public final class LogSettings extends ContextAwareBase implements Configurator {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} %msg%n";

  private final Map<String, String> environment;
  private final boolean file;

  /** For Logback. */
  public LogSettings() {
    this(System.getenv(), hasFile());
  }

  /**
   * @param file whether there is a file that says it all
   */
  LogSettings(Map<String, String> environment, boolean file) {
    this.environment = environment;
    this.file = file;
  }

  private static boolean hasFile() {
    return System.getProperty("logback.configurationFile") != null
        || LogSettings.class.getResource("/logback-test.xml") != null;
  }

  @Override
  public ExecutionStatus configure(LoggerContext logging) {
    if (file) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
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
    // When an API server ends, it says so of each watch, and again of each attempt to come back.
    logging
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.AbstractWatchManager")
        .setLevel(Level.WARN);
    var root = logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(environment.getOrDefault("LOG_LEVEL", "INFO"), Level.INFO));
    root.addAppender(out);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private Encoder<ILoggingEvent> encoder(LoggerContext logging) {
    if (environment.getOrDefault("LOG_FORMAT", "text").equals("json")) {
      var json = new JsonEncoder();
      json.setContext(logging);
      json.setWithFormattedMessage(true); // else a reader has to put the arguments in
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
