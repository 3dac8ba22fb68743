package dev.passthrough.operator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Reads strings, and gives again what was read a while before: thousands of objects say the same in
 * their conditions and resources, and their strings were half of all memory. Safe for many threads.
 */
final class SharedStrings extends StdScalarDeserializer<String> {

  private static final long serialVersionUID = 1;

  /** A power of two; each is the place of the last string with that hash. */
  private static final int PLACES = 1 << 14;

  /** Longer ones are hardly ever the same, and would be kept for nothing. */
  private static final int LONGEST = 500;

  private final transient AtomicReferenceArray<String> known = new AtomicReferenceArray<>(PLACES);

  SharedStrings() {
    super(String.class);
  }

  @Override
  public @Nullable String deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    @Nullable String read = StringDeserializer.instance.deserialize(parser, context);
    if (read == null || read.length() > LONGEST) {
      return read;
    }
    int hash = read.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    @Nullable String before = known.get(place);
    if (read.equals(before)) {
      return before;
    }
    known.set(place, read);
    return read;
  }
}
