package dev.passthrough.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("What the program logs")
class LogSettingsTest {

  @Test
  @DisplayName("is settled by the class that Logback finds")
  void found() {
    assertThat(ServiceLoader.load(Configurator.class))
        .hasAtLeastOneElementOfType(LogSettings.class);
  }

  @Test
  @DisplayName(
      "is what a file of Logback's own says, where there is one, as there is for these tests")
  void file() {
    var used = (LoggerContext) LoggerFactory.getILoggerFactory();
    assertThat(used.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.WARN);
  }

  @ParameterizedTest
  @CsvSource({", INFO", "DEBUG, DEBUG", "warn, WARN", "ERROR, ERROR", "TRACE, TRACE", "loud, INFO"})
  @DisplayName("is as much as LOG_LEVEL says, INFO where it says nothing known")
  void level(String said, String level) {
    var environment = said == null ? Map.<String, String>of() : Map.of("LOG_LEVEL", said);
    assertThat(configured(environment).getLogger(Logger.ROOT_LOGGER_NAME).getLevel())
        .isEqualTo(Level.toLevel(level));
  }

  @Test
  @DisplayName("is text, or JSON where LOG_FORMAT says so")
  void form() {
    assertThat(appender(Map.of()).getEncoder()).isInstanceOf(PatternLayoutEncoder.class);
    assertThat(appender(Map.of("LOG_FORMAT", "json")).getEncoder()).isInstanceOf(JsonEncoder.class);
  }

  @Test
  @DisplayName("has in JSON, too, sentences that can be read as they are")
  void sentences() {
    var logging = configured(Map.of("LOG_FORMAT", "json"));
    var event =
        new LoggingEvent(
            "here", logging.getLogger("a"), Level.INFO, "{} of {}", null, new Object[] {1, 2});
    event.setMDCPropertyMap(Map.of());
    var line = appender(Map.of("LOG_FORMAT", "json")).getEncoder().encode(event);
    assertThat(new String(line, StandardCharsets.UTF_8)).contains("\"1 of 2\"");
  }

  private static ConsoleAppender<ILoggingEvent> appender(Map<String, String> environment) {
    var appenders =
        configured(environment).getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    return (ConsoleAppender<ILoggingEvent>) appenders.next();
  }

  private static LoggerContext configured(Map<String, String> environment) {
    var context = new LoggerContext();
    new LogSettings(environment, false).configure(context);
    return context;
  }
}
