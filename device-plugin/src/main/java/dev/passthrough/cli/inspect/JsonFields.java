package dev.passthrough.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes fields of the kinds that the report has; what is unknown is written as null, never left
 * out.
 */
record JsonFields(JsonGenerator out) {

  void text(String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      out.writeStringField(name, value.get().toString());
    } else {
      out.writeNullField(name);
    }
  }

  void number(String name, OptionalInt value) throws IOException {
    if (value.isPresent()) {
      out.writeNumberField(name, value.getAsInt());
    } else {
      out.writeNullField(name);
    }
  }

  void texts(String name, Collection<?> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (var it : values) {
      out.writeString(it.toString());
    }
    out.writeEndArray();
  }

  void numbers(String name, List<Integer> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (int it : values) {
      out.writeNumber(it);
    }
    out.writeEndArray();
  }

  /** An object, or null where there is none. */
  <T> void object(String name, Optional<T> value, Fields<T> fields) throws IOException {
    if (value.isEmpty()) {
      out.writeNullField(name);
      return;
    }
    out.writeObjectFieldStart(name);
    fields.write(value.get());
    out.writeEndObject();
  }

  <T> void objects(String name, List<T> values, Fields<T> fields) throws IOException {
    out.writeArrayFieldStart(name);
    for (var it : values) {
      out.writeStartObject();
      fields.write(it);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Writes the fields of one object. */
  @FunctionalInterface
  interface Fields<T> {
    void write(T value) throws IOException;
  }
}
