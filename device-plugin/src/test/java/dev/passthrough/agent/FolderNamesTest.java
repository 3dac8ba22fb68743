package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The sum of a folder's names")
class FolderNamesTest {

  private static final long SEED = 6;

  @TempDir Path folder;
  private final FolderNames names = new FolderNames();

  @Test
  @DisplayName("is the same for the same names and another for others, through many changes")
  void tellsNamesApart() throws IOException {
    var random = new Random(SEED);
    var present = new ArrayList<String>();
    var sums = new HashMap<String, Long>();
    for (int i = 0; i < 1500; i++) {
      if (present.size() > 700 || (!present.isEmpty() && random.nextInt(3) == 0)) {
        Files.delete(folder.resolve(present.remove(random.nextInt(present.size()))));
      } else {
        var name = "0000:%02x:%02x.%d".formatted(i >> 8, i >> 3 & 0x1f, i & 7);
        Files.createSymbolicLink(folder.resolve(name), Path.of("nowhere"));
        present.add(name);
      }
      var key = present.stream().sorted().toList().toString();
      long sum = names.sum(folder);
      assertThat(names.sum(folder))
          .as("the same names again, change %d, seed %d", i, SEED)
          .isEqualTo(sum);
      assertThat(sums.getOrDefault(key, sum))
          .as("names that were there before, change %d, seed %d", i, SEED)
          .isEqualTo(sum);
      sums.put(key, sum);
    }
    assertThat(sums.values()).as("each set of names has its sum").doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("does not depend on the order in which names came")
  void withoutOrder() throws IOException {
    var one = Files.createDirectory(folder.resolve("one"));
    var other = Files.createDirectory(folder.resolve("other"));
    for (int i = 0; i < 50; i++) {
      Files.createFile(one.resolve("n" + i));
      Files.createFile(other.resolve("n" + (49 - i)));
    }
    assertThat(names.sum(one)).isEqualTo(names.sum(other));
  }

  @Test
  @DisplayName("tells an empty folder from none")
  void emptyAndAbsent() throws IOException {
    assertThat(names.sum(folder)).isNotEqualTo(FolderNames.ABSENT);
    assertThat(names.sum(folder.resolve("none"))).isEqualTo(FolderNames.ABSENT);
  }
}
