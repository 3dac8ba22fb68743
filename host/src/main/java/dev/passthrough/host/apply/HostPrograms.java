package dev.passthrough.host.apply;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Runs programs of the host itself. A test puts stand-ins behind it. */
@FunctionalInterface
public interface HostPrograms {

  /** nsenter(1): the namespaces decide what a program sees, its root folder among it. */
  List<String> ENTER_PROCESS_1 =
      List.of("nsenter", "--target", "1", "--mount", "--uts", "--ipc", "--net", "--pid", "--");

  /**
   * Runs {@code command} to its end.
   *
   * @param command the program's name and its arguments; no shell sees them
   * @throws IOException if it cannot be run, does not end in time, or ends with something other
   *     than 0; the message holds the end of what it printed
   */
  void run(List<String> command) throws IOException, InterruptedException;

  /**
   * Runs {@code command} as {@link #run} does; what it prints is the answer.
   *
   * @throws IOException as there, and where programs are only run and not read
   */
  default String output(List<String> command) throws IOException, InterruptedException {
    throw new IOException("'%s' cannot be read here".formatted(String.join(" ", command)));
  }

  /** Those of this machine, looked for where a distribution puts them. */
  static HostPrograms live() {
    return new LivePrograms(LivePrograms.USUAL);
  }

  /**
   * Those of the machine that this container runs on, from within the container: in all namespaces
   * of process 1, whose number has to be the host's own (a shared process namespace).
   */
  static HostPrograms ofProcess1() {
    return live().in(ENTER_PROCESS_1);
  }

  /** The same, each command behind {@code prefix}. */
  default HostPrograms in(List<String> prefix) {
    var within = this;
    return new HostPrograms() {
      @Override
      public void run(List<String> command) throws IOException, InterruptedException {
        within.run(behind(command));
      }

      @Override
      public String output(List<String> command) throws IOException, InterruptedException {
        return within.output(behind(command));
      }

      private List<String> behind(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
      }
    };
  }
}
