package dev.passthrough.host.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Text that no well-behaved machine writes, the same for each run: pieces of the real form torn
 * apart and put together again.
 */
public final class Garbage {

  private static final long SEED = 20260101;
  private static final String ODD = " \t\"'\\$={}()#:;,-_/.\u0000\uFFFDé0123456789abcdefx";

  private Garbage() {}

  /** {@code count} texts of up to 20 lines, made of {@code pieces} and odd characters. */
  public static Stream<List<String>> of(int count, String... pieces) {
    var random = new Random(SEED);
    return IntStream.range(0, count).mapToObj(i -> lines(random, pieces));
  }

  private static List<String> lines(Random random, String[] pieces) {
    var lines = new ArrayList<String>();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      var line = new StringBuilder();
      int parts = random.nextInt(8);
      for (int k = 0; k < parts; k++) {
        line.append(random.nextBoolean() ? piece(random, pieces) : odd(random));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static String piece(Random random, String[] pieces) {
    var whole = pieces[random.nextInt(pieces.length)];
    int cut = random.nextInt(whole.length() + 1);
    return switch (random.nextInt(3)) {
      case 0 -> whole;
      case 1 -> whole.substring(cut);
      default -> whole.substring(0, cut);
    };
  }

  private static String odd(Random random) {
    var text = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.append(ODD.charAt(random.nextInt(ODD.length())));
    }
    return text.toString();
  }
}
