package dev.passthrough.bench;

/**
 * One line of the table.
 *
 * @param what is measured
 * @param goal as the project promises it
 * @param measured with its unit
 */
public record Figure(String what, String goal, String measured) {

  @Override
  public String toString() {
    return "| %s | %s | %s |".formatted(what, goal, measured);
  }
}
