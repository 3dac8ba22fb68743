package dev.passthrough.agent;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.KernelWrites;
import dev.passthrough.kubelet.Door;
import dev.passthrough.kubelet.HeldDevices;
import dev.passthrough.kubelet.KubeletPlugins;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent as a whole process: puts the parts together, and takes them apart at the end. */
public final class AgentProcess {

  /** An agent that is being replaced has this long to let go of the host. */
  private static final Duration HANDOVER = Duration.ofSeconds(60);

  /** After this long at the end, what still runs hangs in the kernel and is left behind. */
  private static final Duration FAREWELL = Duration.ofSeconds(20);

  private static final Logger logger = LoggerFactory.getLogger(AgentProcess.class);

  private final HostRoot root;
  private final Path kubeletFolder;
  private final Optional<String> pod;
  private final Door door;
  private final Supplier<NodeObject> object;
  private final Observers observers;

  /**
   * @param pod which one this is, {@code namespace/name}; empty outside of pods
   * @param object opened once the host is ours; closed at the end
   */
  public AgentProcess(
      HostRoot root,
      Path kubeletFolder,
      Optional<String> pod,
      Door door,
      Supplier<NodeObject> object,
      Observers observers) {
    this.root = root;
    this.kubeletFolder = kubeletFolder;
    this.pod = pod;
    this.door = door;
    this.object = object;
    this.observers = observers;
  }

  /**
   * Runs until the process is asked to end (SIGTERM, SIGINT). Kubelet keeps the devices, for the
   * agent that comes next.
   *
   * @throws IOException if another agent keeps the host, or its journal cannot be read
   */
  public void run() throws IOException, InterruptedException {
    var wake = new Wake();
    var ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(farewell(wake, ended));
    try {
      keep(wake);
    } finally {
      ended.countDown();
    }
  }

  private void keep(Wake wake) throws IOException, InterruptedException {
    LinuxHost.Opening opening =
        wait -> Applier.open(root, KernelWrites.files(), Deadlines.usual(), wait);
    try (var host = LinuxHost.take(root, opening, HANDOVER)) {
      var told = new AtomicReference<Optional<NodeObject>>(Optional.empty());
      var announcements = new Announcements(it -> told.get().ifPresent(to -> to.announce(it)));
      var news = new KubeletNews(wake, List.of(observers.kubelet(), announcements));
      try (var plugins = KubeletPlugins.start(root.path(), kubeletFolder, door, news);
          var held = new HeldDevices(kubeletFolder, pod);
          var _ = Glance.wake(root, host, plugins::look, wake);
          var kernel =
              new Afterwards(() -> KernelNews.wake(plugins::look, wake), Afterwards.LATER);
          var holders =
              HolderNews.tell(
                  held::read, () -> wake.tell(Duration.ZERO), wake::now, HolderNews.PAUSE);
          var node = object.get()) {
        told.set(Optional.of(node));
        new Agent(
                node,
                host,
                plugins,
                new Holders(holders::read, held::run, System::nanoTime),
                wake,
                Clock.systemUTC(),
                System::nanoTime,
                Stream.concat(
                        observers.turns().stream(), Stream.of(announcements, kernel, new Tidying()))
                    .toList())
            .run();
      }
    }
  }

  /** Not a join: the thread that runs this may wait in {@code System.exit} for this very hook. */
  private static Thread farewell(Wake wake, CountDownLatch ended) {
    return new Thread(
        () -> {
          wake.stop();
          try {
            if (!ended.await(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
              logger.error("The agent does not end: a call into the kernel has not come back");
              Runtime.getRuntime().halt(1);
            }
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        },
        "farewell");
  }
}
