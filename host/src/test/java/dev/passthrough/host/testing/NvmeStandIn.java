package dev.passthrough.host.testing;

import dev.passthrough.host.apply.HostPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plays nvme(1) and a drive with secondary controllers, as QEMU's drive answers (hw/nvme/ctrl.c,
 * nvme_virt_mngmt): resources only while offline and as far as there are any, online only with two
 * queues and an interrupt.
 */
public final class NvmeStandIn implements HostPrograms {

  private static final int FUNCTIONS = 4;

  private final int[] queues = new int[FUNCTIONS + 1];
  private final int[] interrupts = new int[FUNCTIONS + 1];
  private final boolean[] online = new boolean[FUNCTIONS + 1];
  private final List<String> commands = new ArrayList<>();
  private final int free;

  /**
   * @param free how many resources of each kind there are for all
   */
  public NvmeStandIn(int free) {
    this.free = free;
  }

  /** What was asked for so far, but for questions. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  @Override
  public void run(List<String> command) throws IOException {
    commands.add(String.join(" ", command));
    if (!command.subList(0, 4).equals(List.of("nvme", "virt-mgmt", "/dev/nvme0", "-c"))) {
      throw new IOException("unknown command " + command);
    }
    int id = Integer.parseInt(command.get(4));
    switch (value(command, "-a")) {
      case 7 -> online[id] = false;
      case 8 -> assign(id, value(command, "-r") == 0 ? queues : interrupts, value(command, "-n"));
      case 9 -> {
        if (queues[id] < 2 || interrupts[id] < 1) {
          throw new IOException("NVMe status: Invalid Secondary Controller State(0x120)");
        }
        online[id] = true;
      }
      default -> throw new IOException("unknown action " + command);
    }
  }

  private void assign(int id, int[] kind, int count) throws IOException {
    if (online[id]) {
      throw new IOException("NVMe status: Invalid Secondary Controller State(0x120)");
    }
    if (IntStream.of(kind).sum() - kind[id] + count > free) {
      throw new IOException("NVMe status: Invalid Number of Controller Resources(0x121)");
    }
    kind[id] = count;
  }

  private static int value(List<String> command, String option) {
    return Integer.parseInt(command.get(command.indexOf(option) + 1));
  }

  @Override
  public String output(List<String> command) throws IOException {
    if (!command.equals(List.of("nvme", "list-secondary", "/dev/nvme0", "-o", "json"))) {
      throw new IOException("unknown question " + command);
    }
    return IntStream.rangeClosed(1, FUNCTIONS)
        .mapToObj(id ->
            """
            {"secondary-controller-identifier":%d,"primary-controller-identifier":0,
             "secondary-controller-state":%d,"virtual-function-number":%d,
             "num-virtual-queues":%d,"num-virtual-interrupts":%d}\
            """
                .formatted(id, online[id] ? 1 : 0, id, queues[id], interrupts[id]))
        .collect(Collectors.joining(",", "{\"num\":4,\"secondary-controllers\":[", "]}"));
  }
}
