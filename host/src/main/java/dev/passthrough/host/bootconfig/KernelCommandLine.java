package dev.passthrough.host.bootconfig;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of the kernel in their order, repeated keys kept. Split as the kernel does it
 * (next_arg in lib/cmdline.c): white space ends an argument except between double quotes, and what
 * follows {@code --} is for init, not for the kernel.
 */
public record KernelCommandLine(List<KernelArgument> arguments) {

  public KernelCommandLine {
    arguments = List.copyOf(arguments);
  }

  @JsonCreator
  public static KernelCommandLine parse(String text) {
    var arguments = new ArrayList<KernelArgument>();
    for (var token : split(text)) {
      if (token.equals("--")) {
        break;
      }
      arguments.add(argument(token));
    }
    return new KernelCommandLine(arguments);
  }

  /** The value of the last {@code name=value}, which is the one that counts for most parameters. */
  public Optional<String> value(String name) {
    var values = values(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  /** The values of every {@code name=value}, in order. */
  public List<String> values(String name) {
    return arguments.stream().filter(a -> a.is(name)).flatMap(a -> a.value().stream()).toList();
  }

  /** Whether {@code name} is there, with a value or without. */
  public boolean has(String name) {
    return arguments.stream().anyMatch(a -> a.is(name));
  }

  /**
   * Whether any value of {@code name}, read as a list between commas, holds {@code item}: {@code
   * intel_iommu=on,sm_on}.
   */
  public boolean lists(String name, String item) {
    return values(name).stream().anyMatch(v -> List.of(v.split(",", -1)).contains(item));
  }

  /** Whether this line holds the argument {@code text} as it stands. */
  public boolean contains(String text) {
    var wanted = argument(text);
    return arguments.stream().anyMatch(a -> a.is(wanted.key()) && a.value().equals(wanted.value()));
  }

  public KernelCommandLine plus(KernelCommandLine more) {
    var all = new ArrayList<>(arguments);
    all.addAll(more.arguments);
    return new KernelCommandLine(all);
  }

  @JsonValue
  @Override
  public String toString() {
    return String.join(" ", arguments.stream().map(KernelArgument::toString).toList());
  }

  private static List<String> split(String text) {
    var tokens = new ArrayList<String>();
    var token = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      }
      if (!quoted && Character.isWhitespace(c)) {
        if (!token.isEmpty()) {
          tokens.add(token.toString());
          token.setLength(0);
        }
      } else {
        token.append(c);
      }
    }
    if (!token.isEmpty()) {
      tokens.add(token.toString());
    }
    return tokens;
  }

  private static KernelArgument argument(String token) {
    var text = token.startsWith("\"") ? unquoted(token) : token;
    int equals = text.indexOf('=', Math.min(1, text.length()));
    if (equals < 0) {
      return new KernelArgument(text, Optional.empty());
    }
    return new KernelArgument(
        text.substring(0, equals), Optional.of(unquoted(text.substring(equals + 1))));
  }

  private static String unquoted(String text) {
    if (!text.startsWith("\"")) {
      return text;
    }
    int end = text.length() > 1 && text.endsWith("\"") ? text.length() - 1 : text.length();
    return text.substring(1, end);
  }
}
