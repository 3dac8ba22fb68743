import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * Completes a self-contained distribution whose {@code lib/} already holds the libraries: {@code java Distribution.java
 * DIST NAME LAUNCHER JAR MODULES SOURCES}.
 *
 * <ul>
 *   <li>{@code runtime/}: a Java run-time of MODULES (comma-separated), linked from the JDK that runs this program
 *   <li>{@code bin/NAME}: LAUNCHER; beside it what is in SOURCES/bin
 *   <li>{@code lib/NAME.jar}: JAR, whose manifest names the main class and the libraries
 *   <li>{@code lib/NAME.options}: the virtual machine's options, SOURCES/java.options
 *   <li>{@code lib/NAME.jsa}: an archive of the classes that the commands in SOURCES/training load (AppCDS), which
 *       halves the time to start; the machine in SOURCES/host, where there is one, stands at {work}/host for them
 *   <li>{@code lib/NAME-pod.jsa}: the same with the commands after a line {@code = pod} in SOURCES/training, if there is
 *       one, for what runs in a pod
 * </ul>
 *
 * The virtual machine refuses an archive whose jars or run-time have another size or modification time than those it was
 * made from. So every file gets {@link #MODIFIED} first, which is also what the image builder gives to files.
 */
final class Distribution {

  private static final String ARCHIVE = ".jsa";
  private static final String POD_ARCHIVE = "-pod.jsa";

  private static final FileTime MODIFIED = FileTime.fromMillis(1000);

  /** A training command that has loaded no class for so long is a server that is ready, and is asked to stop. */
  private static final int QUIET_SECONDS = 3;

  private static final int GOODBYE_SECONDS = 10;

  /** The longest that a companion of a training command may need. */
  private static final int COMPANY_SECONDS = 300;
  private static final int LOOK_MILLIS = 20;

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
    distribution.train(sources);
    distribution.settleTimes();
    // The image builder takes files with the same names and times for the same files, and these all have one time.
    delete(distribution.dist.resolveSibling("jib-cache"));
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
    for (Path further : listed(sources.resolve("bin"))) {
      copy(further, launcher.resolveSibling(further.getFileName()));
      Files.setPosixFilePermissions(
          launcher.resolveSibling(further.getFileName()), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    copy(jar, lib(".jar"));
    copy(sources.resolve("java.options"), lib(".options"));
  }

  private static List<Path> listed(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Each training command is run and its classes collected; then an archive is made of all of them so far. */
  private void train(Path sources) throws IOException, InterruptedException {
    Files.deleteIfExists(lib(ARCHIVE));
    Files.deleteIfExists(lib(POD_ARCHIVE));
    Path work = Files.createTempDirectory("training-");
    try {
      writeHost(sources.resolve("host"), work.resolve("host"));
      Set<String> classes = new LinkedHashSet<>();
      String archive = ARCHIVE;
      Optional<String> companion = Optional.empty();
      for (String line : Files.readAllLines(sources.resolve("training"))) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String command = line.replace("{sources}", sources.toString());
        if (command.equals("= pod")) {
          archive(archive, classes, work);
          archive = POD_ARCHIVE;
        } else if (command.startsWith("& ")) {
          companion = Optional.of(command.substring(2));
        } else {
          classes.addAll(classesOf(command, companion, work));
          companion = Optional.empty();
        }
      }
      archive(archive, classes, work);
    } finally {
      delete(work);
    }
  }

  private void archive(String extension, Set<String> classes, Path work) throws IOException, InterruptedException {
    Path list = Files.write(work.resolve("classes"), classes);
    Path archive = lib(extension);
    var options =
        List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive);
    if (start(options, List.of(), Map.of(), work).waitFor() != 0 || !Files.exists(archive)) {
      throw new IllegalStateException(
          "The class archive could not be made:\n" + Files.readString(work.resolve("output")));
    }
    System.out.printf("%s: %d classes archived, %d MB%n", archive.getFileName(), classes.size(), Files.size(archive) >> 20);
  }

  /** Lines of {@code source} become files below {@code host}: NAME: CONTENT, or NAME -> TARGET for a link. */
  private static void writeHost(Path source, Path host) throws IOException {
    for (String line : Files.exists(source) ? Files.readAllLines(source) : List.<String>of()) {
      int link = line.indexOf(" -> ");
      int file = line.indexOf(": ");
      if (line.startsWith("#") || link < 0 && file < 0) {
        continue;
      }
      Path path = host.resolve(line.substring(0, link > 0 ? link : file));
      Files.createDirectories(path.getParent());
      if (link > 0) {
        Files.createSymbolicLink(path, Path.of(line.substring(link + 4)));
      } else {
        Files.writeString(path, line.substring(file + 2).translateEscapes(), StandardCharsets.ISO_8859_1);
      }
    }
  }

  private Set<String> classesOf(String command, Optional<String> companion, Path work) throws IOException, InterruptedException {
    boolean mayFail = command.startsWith("-");
    List<String> arguments = new ArrayList<>();
    Map<String, String> environment = new HashMap<>();
    for (String word : (mayFail ? command.substring(1) : command).trim().split("\\s+")) {
      String value = word.replace("{work}", work.toString());
      int equals = value.indexOf('=');
      if (arguments.isEmpty() && equals > 0 && !value.startsWith("-")) {
        environment.put(value.substring(0, equals), value.substring(equals + 1));
      } else {
        arguments.add(value);
      }
    }
    Path list = work.resolve("loaded");
    Files.deleteIfExists(list);
    Path output = work.resolve("output");
    Optional<Process> beside = companion.isEmpty() ? Optional.empty() : Optional.of(accompany(companion.get(), work));
    Process process =
        start(List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + list), arguments, environment, work);
    if (beside.isPresent()) {
      try {
        end(beside.get(), companion.orElseThrow(), work);
      } catch (IllegalStateException failed) {
        process.destroyForcibly().waitFor();
        throw failed;
      }
    }
    boolean stopped = false;
    for (long before = -1, now = 0; !process.waitFor(QUIET_SECONDS, TimeUnit.SECONDS); before = now) {
      now = Files.exists(list) ? Files.size(list) : 0;
      if (now == before) {
        stopped = true;
        process.destroy();
        if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
          System.out.printf("%s: `%s` does not end when it is asked to; killed%n", name, command);
          process.destroyForcibly();
        }
        break;
      }
    }
    int status = process.waitFor();
    if (status != 0 && !stopped && !mayFail) {
      throw new IllegalStateException(
          "Training command `%s %s` ended with status %d:%n%s"
              .formatted(name, command, status, Files.readString(output)));
    }
    Set<String> classes = new LinkedHashSet<>();
    for (String line : Files.readAllLines(list)) {
      // Numbers are unique to one list; classes of loaders of our own (with a source) need them and are left out.
      if (!line.contains(" source: ")) {
        classes.add(line.replaceFirst(" id: \\d+", ""));
      }
    }
    return classes;
  }

  /** Starts a class of the tests and waits until it says something, with the distribution's libraries and the Java that runs this program. */
  private Process accompany(String command, Path work) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    words.add(dist.resolve("lib") + "/*:" + dist.resolveSibling("test-classes"));
    words.addAll(List.of(command.replace("{work}", work.toString()).trim().split("\\s+")));
    Path output = work.resolve("companion");
    Process companion =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    while (Files.size(output) == 0 && !companion.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {}
    return companion;
  }

  private void end(Process companion, String command, Path work) throws IOException, InterruptedException {
    boolean ended = companion.waitFor(COMPANY_SECONDS, TimeUnit.SECONDS);
    companion.destroyForcibly();
    if (!ended || companion.exitValue() != 0) {
      throw new IllegalStateException(
          "`%s`, beside a training command of %s, %s:%n%s%s"
              .formatted(
                  command,
                  name,
                  ended ? "failed" : "did not end in " + COMPANY_SECONDS + " s",
                  Files.readString(work.resolve("companion")),
                  Files.readString(work.resolve("output"))));
    }
  }

  /**
   * Starts the distribution's own launcher in an environment without anything of the builder's: a training run must not
   * find the kubeconfig of the person who builds. Its output goes to {@code output} in the folder.
   */
  private Process start(
      List<String> vmOptions, List<String> arguments, Map<String, String> environment, Path work)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(dist.resolve("bin").resolve(name).toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
    builder.redirectOutput(work.resolve("output").toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", work.toString());
    builder.environment().putAll(environment);
    builder.environment().put("PASSTHROUGH_JAVA_OPTS", String.join(" ", vmOptions));
    return builder.start();
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
