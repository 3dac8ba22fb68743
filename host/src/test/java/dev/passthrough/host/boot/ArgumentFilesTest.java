package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Arguments are changed token by token, and nothing else in a file is")
class ArgumentFilesTest {

  private static final List<String> WORDS =
      List.of(
          "quiet",
          "iommu=pt",
          "iommu=pt2",
          "xiommu=pt",
          "console=tty0",
          "a=\"b c\"",
          "intel_iommu=off",
          "ro");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "quiet            | quiet intel_iommu=on",
        "''               | '' intel_iommu=on",
        "intel_iommu=off  | intel_iommu=on",
        "quiet intel_iommu=off splash | quiet splash intel_iommu=on",
        "a  b             | a  b intel_iommu=on",
        "intel_iommu=offx | intel_iommu=offx intel_iommu=on",
        "intel_iommu=on   | intel_iommu=on",
        "a -- b           | a intel_iommu=on -- b",
        "a=\"x intel_iommu=off\" | a=\"x intel_iommu=off\" intel_iommu=on",
      })
  @DisplayName("one line")
  void text(String before, String after) {
    assertThat(ArgumentText.edit(before, List.of("intel_iommu=off"), List.of("intel_iommu=on")))
        .isEqualTo(after);
  }

  static Stream<Arguments> grub() {
    return Stream.of(
        Arguments.of(
            "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\n", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet x=1\"\n"),
        Arguments.of("GRUB_CMDLINE_LINUX_DEFAULT=''", "GRUB_CMDLINE_LINUX_DEFAULT='x=1'"),
        Arguments.of(
            "GRUB_CMDLINE_LINUX=quiet # c\r\n", "GRUB_CMDLINE_LINUX=\"quiet x=1\" # c\r\n"),
        Arguments.of(
            "GRUB_CMDLINE_LINUX_DEFAULT=\"a\"\nGRUB_CMDLINE_LINUX=\"b\"\n",
            "GRUB_CMDLINE_LINUX_DEFAULT=\"a x=1\"\nGRUB_CMDLINE_LINUX=\"b\"\n"),
        Arguments.of("A=1", "A=1\nGRUB_CMDLINE_LINUX_DEFAULT=\"x=1\"\n"),
        Arguments.of(
            "GRUB_CMDLINE_LINUX_DEFAULT=\"$A\"\n",
            "GRUB_CMDLINE_LINUX_DEFAULT=\"$A\"\nGRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT x=1\"\n"));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("/etc/default/grub")
  void grub(String before, String after) {
    assertThat(new GrubDefaults().edit(before, List.of(), List.of("x=1"))).contains(after);
  }

  @Test
  @DisplayName("what a shell works out is never taken apart")
  void shell() {
    for (var line :
        List.of(
            "GRUB_CMDLINE_LINUX=\"$(cat x) iommu=off\"",
            "GRUB_CMDLINE_LINUX=\"iommu=off \\",
            "GRUB_CMDLINE_LINUX=\"a\"' iommu=off'")) {
      assertThat(new GrubDefaults().edit(line, List.of("iommu=off"), List.of())).isEmpty();
    }
  }

  @Test
  @DisplayName("entries: several options lines are one, and the last gets what is added")
  void entries() {
    assertThat(
            new EntryFile()
                .edit(
                    "title x\noptions a b\noptions\tc\nlinux /l\n",
                    List.of("a"),
                    List.of("b", "d")))
        .contains("title x\noptions b\noptions\tc d\nlinux /l\n");
  }

  @Test
  @DisplayName("/etc/kernel/cmdline: comments stay, an empty file gets a line")
  void commandLine() {
    assertThat(new CommandLine().edit("# c a\na b", List.of("a"), List.of("d")))
        .contains("# c a\nb d");
    assertThat(new CommandLine().edit("", List.of(), List.of("d"))).contains("d\n");
  }

  @Test
  @DisplayName("adding what is not there and taking it away again leaves the same bytes")
  void back() {
    var random = new Random(5);
    for (int round = 0; round < 20_000; round++) {
      var text = line(random);
      var added = List.of("intel_iommu=on", "zz=1");

      var there = ArgumentText.edit(text, List.of(), added);

      assertThat(ArgumentText.list(there)).containsAll(added);
      assertThat(ArgumentText.edit(there, added, List.of()).strip()).isEqualTo(text.strip());
      assertThat(ArgumentText.edit(there, List.of(), added)).isEqualTo(there);
      var kept = new ArrayList<>(ArgumentText.list(text));
      kept.removeIf("iommu=pt"::equals);
      assertThat(ArgumentText.list(ArgumentText.edit(text, List.of("iommu=pt"), List.of())))
          .isEqualTo(kept);
    }
  }

  private static String line(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(WORDS.get(random.nextInt(WORDS.size())))
          .append(random.nextBoolean() ? " " : "  ");
    }
    return random.nextBoolean() ? text.toString() : text.toString().stripTrailing();
  }
}
