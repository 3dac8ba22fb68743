package dev.passthrough.host.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The form of a line: eight hex digits of CRC-32C over the JSON, a blank, the JSON. What a power
 * cut tore does not pass for a line.
 */
final class JournalLine {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CHECKSUM = 8;

  private JournalLine() {}

  /** The line for {@code entry}, its line end included. */
  static String write(JournalEntry entry) {
    try {
      var json = JSON.writeValueAsString(entry);
      return checksum(json) + " " + json + "\n";
    } catch (JsonProcessingException recordsAlwaysCanBeWritten) {
      throw new IllegalStateException(recordsAlwaysCanBeWritten);
    }
  }

  /** What a line without its line end says; empty if it is damaged. */
  static Optional<JournalEntry> read(String line) {
    if (line.length() <= CHECKSUM || line.charAt(CHECKSUM) != ' ') {
      return Optional.empty();
    }
    var json = line.substring(CHECKSUM + 1);
    if (!checksum(json).equals(line.substring(0, CHECKSUM))) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(json, JournalEntry.class));
    } catch (JsonProcessingException unknown) {
      return Optional.empty();
    }
  }

  private static String checksum(String json) {
    var crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
