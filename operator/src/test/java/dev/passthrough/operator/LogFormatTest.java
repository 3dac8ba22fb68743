package dev.passthrough.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LogFormatTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({"text, a 1 of 2", "json, \"1 of 2\""})
  @DisplayName("Sentences can be read as they are, in JSON too")
  void sentences(String format, String sentence) throws JoranException {
    var logging = new LoggerContext();
    logging.putProperty("LOG_FORMAT", format);
    var configurator = new JoranConfigurator();
    configurator.setContext(logging);
    configurator.doConfigure(Objects.requireNonNull(getClass().getResource("/logback.xml")));
    var appenders = logging.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    var event =
        new LoggingEvent(
            "here", logging.getLogger("a"), Level.INFO, "{} of {}", null, new Object[] {1, 2});
    event.setMDCPropertyMap(Map.of());
    var line = ((ConsoleAppender<ILoggingEvent>) appenders.next()).getEncoder().encode(event);
    assertThat(new String(line, StandardCharsets.UTF_8)).contains(sentence);
  }
}
