package dev.passthrough.host.bootconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.testing.Garbage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelCommandLineTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ro quiet | ro,quiet",
        "  ro \t quiet  | ro,quiet",
        "dyndbg=\"file a.c +p\" ro | dyndbg=\"file a.c +p\",ro",
        "a=b=c | a=b=c",
        "\"a=b c\" d | a=\"b c\",d",
        "a=\"\" | a=",
        "ro -- single init=/bin/sh | ro",
        "a=\"unclosed b c | a=\"unclosed b c\"",
        "=x | =x",
      })
  @DisplayName("splits as the kernel does: at white space outside of double quotes, up to --")
  void splits(String text, String tokens) {
    var arguments = KernelCommandLine.parse(text).arguments();
    assertThat(String.join(",", arguments.stream().map(KernelArgument::toString).toList()))
        .isEqualTo(tokens.strip());
  }

  @Test
  @DisplayName("repeated keys are all kept, the last value counts, and - is the same as _")
  void repeated() {
    var line = KernelCommandLine.parse("console=tty0 console=ttyS0,115200n8 vfio-pci.ids=1:2");
    assertThat(line.values("console")).containsExactly("tty0", "ttyS0,115200n8");
    assertThat(line.value("console")).contains("ttyS0,115200n8");
    assertThat(line.has("vfio_pci.ids")).isTrue();
    assertThat(line.contains("console=tty0")).isTrue();
    assertThat(line.contains("console=tty")).isFalse();
  }

  @Test
  @DisplayName("a token is compared as a whole: intel_iommu=only is not intel_iommu=on")
  void wholeTokens() {
    assertThat(KernelCommandLine.parse("intel_iommu=only").lists("intel_iommu", "on")).isFalse();
    assertThat(KernelCommandLine.parse("xintel_iommu=on").lists("intel_iommu", "on")).isFalse();
    assertThat(KernelCommandLine.parse("intel_iommu=on,sm_on").lists("intel_iommu", "on")).isTrue();
  }

  @Test
  @DisplayName("what is printed reads back the same, whatever it was")
  void roundTrip() {
    Garbage.of(3000, "intel_iommu=on", "dyndbg=\"file a +p\"", "--", "ro", "\"")
        .forEach(lines -> {
          var text = String.join(" ", lines);
          assertThatCode(() -> KernelCommandLine.parse(text)).doesNotThrowAnyException();
          var line = KernelCommandLine.parse(text.replace("\"", ""));
          assertThat(KernelCommandLine.parse(line.toString())).isEqualTo(line);
        });
  }

  @Test
  @DisplayName(
      "a change adds what is missing once, takes away what is asked, and is done when repeated")
  void change() {
    var change = new ArgumentChange(List.of("intel_iommu=off", "quiet"), List.of("intel_iommu=on"));
    var after = change.apply(KernelCommandLine.parse("ro quiet intel_iommu=off x=1"));
    assertThat(after).hasToString("ro x=1 intel_iommu=on");
    assertThat(change.apply(after)).isEqualTo(after);
  }
}
