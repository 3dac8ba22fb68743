package dev.passthrough.host.plan;

import java.util.List;

/**
 * Changes the kernel's arguments through the distribution's own program.
 *
 * @param remove whole arguments
 * @param add whole arguments
 * @param touches the files that the program may change, as far as they exist; they are kept before
 */
public record ChangeArguments(
    ArgumentTool tool, List<String> remove, List<String> add, List<String> touches)
    implements HostStep {

  public ChangeArguments {
    remove = List.copyOf(remove);
    add = List.copyOf(add);
    touches = List.copyOf(touches);
  }

  public List<String> command() {
    return tool.command(remove, add);
  }

  /** The change that takes this one back. */
  public ChangeArguments inverse() {
    return new ChangeArguments(tool, add, remove, touches);
  }

  @Override
  public String sentence() {
    return "kernel arguments: "
        + (remove.isEmpty() ? "" : "remove " + String.join(" ", remove))
        + (remove.isEmpty() || add.isEmpty() ? "" : ", ")
        + (add.isEmpty() ? "" : "add " + String.join(" ", add));
  }

  @Override
  public String verified() {
    return "%s ends with 0%s"
        .formatted(
            tool.program(),
            touches.isEmpty() ? "" : ", and the entries are as asked when they are read again");
  }

  @Override
  public String undone() {
    return (touches.isEmpty() ? "" : "the entries' bytes as found, or, where they changed since, ")
        + String.join(" ", inverse().command());
  }
}
