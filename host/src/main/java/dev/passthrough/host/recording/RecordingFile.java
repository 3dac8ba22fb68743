package dev.passthrough.host.recording;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes and reads recordings as JSON. */
public final class RecordingFile {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private RecordingFile() {}

  /**
   * Writes {@code recording} to {@code file}, which is either as it was or complete.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Recording recording, Path file) throws IOException {
    var target = file.toAbsolutePath();
    var half = Files.createTempFile(target.resolve("..").normalize(), ".passthrough-", ".json");
    try {
      JSON.writeValue(half.toFile(), recording);
      Files.move(half, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  public static byte[] bytes(Recording recording) {
    try {
      return JSON.writeValueAsBytes(recording);
    } catch (JacksonException e) {
      throw new IllegalStateException("a recording could not be put into words", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file cannot be read, or is no recording that this program
   *     understands
   */
  public static Recording read(Path file) throws IOException {
    Recording recording;
    try {
      recording = JSON.readValue(file.toFile(), Recording.class);
    } catch (JacksonException e) {
      throw new IOException(
          file + " is no snapshot of 'passthrough snapshot': " + e.getOriginalMessage(), e);
    }
    if (recording == null || !Recording.KIND.equals(recording.kind())) {
      throw new IOException(
          file + " is no snapshot of 'passthrough snapshot': its kind is not " + Recording.KIND);
    }
    if (recording.inventory() == null || recording.machine() == null || recording.use() == null) {
      throw new IOException(file + " is incomplete: take the snapshot again");
    }
    if (!Recording.VERSION.equals(recording.apiVersion())) {
      throw new IOException(
          "%s is of version %s; this program reads %s"
              .formatted(file, recording.apiVersion(), Recording.VERSION));
    }
    return recording;
  }
}
