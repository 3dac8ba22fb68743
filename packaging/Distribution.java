import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * Completes a self-contained distribution whose {@code lib/} already holds the libraries: {@code java Distribution.java
 * DIST NAME LAUNCHER JAR MODULES SOURCES}.
 *
 * <ul>
 *   <li>{@code runtime/}: a Java run-time of MODULES (comma-separated), linked from the JDK that runs this program
 *   <li>{@code bin/NAME}: LAUNCHER
 *   <li>{@code lib/NAME.jar}: JAR, whose manifest names the main class and the libraries
 *   <li>{@code lib/NAME.options}: the virtual machine's options, SOURCES/java.options
 *   <li>{@code lib/NAME.jsa}: an archive of the classes that the commands in SOURCES/training load (AppCDS), which
 *       halves the time to start
 * </ul>
 *
 * The virtual machine refuses an archive whose jars or run-time have another size or modification time than those it was
 * made from. So every file gets {@link #MODIFIED} first, which is also what the image builder gives to files.
 */
final class Distribution {

  private static final FileTime MODIFIED = FileTime.fromMillis(1000);
  private static final int TRAINING_SECONDS = 10;

  private final Path dist;
  private final String name;

  private Distribution(Path dist, String name) {
    this.dist = dist;
    this.name = name;
  }

  static void main(String[] args) throws Exception {
    var distribution = new Distribution(Path.of(args[0]).toAbsolutePath(), args[1]);
    var sources = Path.of(args[5]);
    distribution.linkRuntime(args[4]);
    distribution.copyProgram(Path.of(args[2]), Path.of(args[3]), sources);
    distribution.settleTimes();
    distribution.train(Files.readAllLines(sources.resolve("training")));
    distribution.settleTimes();
  }

  private void linkRuntime(String modules) throws IOException {
    Path runtime = dist.resolve("runtime");
    Path made = runtime.resolve("lib/made-from");
    String from = Runtime.version() + " " + modules + "\n";
    if (Files.exists(made) && Files.readString(made).equals(from)) {
      return;
    }
    delete(runtime);
    Files.createDirectories(dist);
    int status =
        ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IllegalStateException("This Java run-time has no jlink: a JDK is needed."))
            .run(
                System.out,
                System.err,
                "--add-modules=" + modules,
                "--output=" + runtime,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages");
    if (status != 0) {
      throw new IllegalStateException("jlink ended with status " + status + ".");
    }
    Files.writeString(made, from);
  }

  private void copyProgram(Path template, Path jar, Path sources) throws IOException {
    Path launcher = Files.createDirectories(dist.resolve("bin")).resolve(name);
    copy(template, launcher);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    copy(jar, lib(".jar"));
    copy(sources.resolve("java.options"), lib(".options"));
  }

  /** Each training command is run and its classes collected; then the archive is made of all of them. */
  private void train(List<String> commands) throws IOException, InterruptedException {
    Files.deleteIfExists(lib(".jsa"));
    Path work = Files.createTempDirectory("passthrough-training-");
    try {
      Set<String> classes = new LinkedHashSet<>();
      for (String command : commands) {
        if (!command.isBlank() && !command.startsWith("#")) {
          classes.addAll(classesOf(command, work));
        }
      }
      Path list = Files.write(work.resolve("classes"), classes);
      Outcome made = run(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list), List.of(), work);
      if (made.status() != 0 || !Files.exists(lib(".jsa"))) {
        throw new IllegalStateException("The class archive could not be made:\n" + made.output());
      }
      System.out.printf("%s: %d classes archived, %d MB%n", name, classes.size(), Files.size(lib(".jsa")) >> 20);
    } finally {
      delete(work);
    }
  }

  private Set<String> classesOf(String command, Path work) throws IOException, InterruptedException {
    boolean mayFail = command.startsWith("-");
    List<String> arguments = new ArrayList<>();
    for (String word : (mayFail ? command.substring(1) : command).trim().split("\\s+")) {
      arguments.add(word.replace("{work}", work.toString()));
    }
    Path list = work.resolve("loaded");
    Outcome outcome = run(List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + list), arguments, work);
    if (outcome.status() != 0 && !outcome.stopped() && !mayFail) {
      throw new IllegalStateException(
          "Training command `%s %s` ended with status %d:%n%s"
              .formatted(name, command, outcome.status(), outcome.output()));
    }
    Set<String> classes = new LinkedHashSet<>();
    for (String line : Files.readAllLines(list)) {
      // Numbers are unique to one list; classes of loaders of our own (with a source) need them and are left out.
      // Constants to resolve (@cp) link classes, and those compiled as long ago as picocli's cannot be archived then.
      if (!line.contains(" source: ") && !line.startsWith("@cp ")) {
        classes.add(line.replaceFirst(" id: \\d+", ""));
      }
    }
    return classes;
  }

  private record Outcome(int status, boolean stopped, String output) {}

  /** Runs the distribution's own launcher; a program that serves is asked to stop after a while. */
  private Outcome run(List<String> vmOptions, List<String> arguments, Path work)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(dist.resolve("bin").resolve(name).toString()));
    command.addAll(arguments);
    Path output = work.resolve("output");
    var builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("PASSTHROUGH_JAVA_OPTS", String.join(" ", vmOptions));
    Process process = builder.start();
    process.getOutputStream().close();
    boolean stopped = !arguments.isEmpty() && !process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS);
    if (stopped) {
      process.destroy();
    }
    return new Outcome(process.waitFor(), stopped, Files.readString(output));
  }

  private void settleTimes() throws IOException {
    try (var files = Files.walk(dist)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.setLastModifiedTime(file, MODIFIED);
      }
    }
  }

  private Path lib(String extension) {
    return dist.resolve("lib").resolve(name + extension);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(file);
        }
      }
    }
  }
}
