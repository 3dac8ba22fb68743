package dev.passthrough.cli.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.passthrough.cli.Terminal;
import java.io.IOException;

/** The forms of {@code -o}; spelled as a user writes them. */
public enum Form {
  text,
  wide,
  json,
  yaml;

  /**
   * Writes {@code inspection} in this form.
   *
   * @throws IOException if the output ends before it does
   */
  public void write(Inspection inspection, Terminal terminal) throws IOException {
    switch (this) {
      case text -> new TextReport(terminal, false).write(inspection);
      case wide -> new TextReport(terminal, true).write(inspection);
      case json -> json(inspection, terminal);
      case yaml -> yaml(inspection, terminal);
    }
  }

  private static void json(Inspection inspection, Terminal terminal) throws IOException {
    var printer = new DefaultPrettyPrinter();
    try (var out = new JsonFactory().createGenerator(terminal.out())) {
      out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      out.setPrettyPrinter(printer);
      JsonReport.write(inspection, out);
    }
    terminal.out().println();
  }

  private static void yaml(Inspection inspection, Terminal terminal) throws IOException {
    var factory =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
    try (var out = factory.createGenerator(terminal.out())) {
      out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      JsonReport.write(inspection, out);
    }
  }
}
