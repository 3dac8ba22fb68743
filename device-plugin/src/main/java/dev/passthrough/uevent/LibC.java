package dev.passthrough.uevent;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of the C library that a netlink socket needs, with Linux's numbers for x86-64 and arm64
 * alike.
 */
final class LibC {

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOBUFS = 105;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int NETLINK_KOBJECT_UEVENT = 15;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVTIMEO = 20;

  /** The kernel's own multicast group; udev's is 2. */
  private static final int KERNEL = 1;

  /** {@code struct sockaddr_nl}. */
  private static final StructLayout ADDRESS_LAYOUT =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("family"),
          JAVA_SHORT.withName("pad"),
          JAVA_INT.withName("pid"),
          JAVA_INT.withName("groups"));

  private static final long FAMILY = 0;
  private static final long PID = 4;
  private static final long GROUPS = 8;

  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_OF =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECVFROM =
      handle(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private LibC() {}

  /** A socket on which the kernel's events arrive; reading gives up after {@code waitSeconds}. */
  static int openUevents(int bufferBytes, long waitSeconds) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      int fd =
          (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_DGRAM_CLOEXEC, NETLINK_KOBJECT_UEVENT);
      if (fd < 0) {
        throw failure("socket(NETLINK_KOBJECT_UEVENT)", state);
      }
      try {
        set(fd, SO_RCVBUF, arena.allocateFrom(JAVA_INT, bufferBytes), state);
        set(
            fd,
            SO_RCVTIMEO,
            arena.allocateFrom(JAVA_LONG, waitSeconds, 0L),
            state); // struct timeval
        var address = arena.allocate(ADDRESS_LAYOUT);
        address.set(JAVA_SHORT, FAMILY, (short) AF_NETLINK);
        address.set(JAVA_INT, GROUPS, KERNEL);
        if ((int) BIND.invokeExact(state, fd, address, (int) address.byteSize()) < 0) {
          throw failure("bind", state);
        }
        return fd;
      } catch (IOException e) {
        close(fd);
        throw e;
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static void set(int fd, int option, MemorySegment value, MemorySegment state)
      throws Throwable {
    int result =
        (int) SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, option, value, (int) value.byteSize());
    if (result < 0) {
      throw failure("setsockopt(" + option + ")", state);
    }
  }

  /** Where one message and its sender are received; of one thread. */
  static final class Receiver {
    private final MemorySegment state;
    private final MemorySegment buffer;
    private final MemorySegment sender;
    private final MemorySegment senderSize;
    private final int fd;

    Receiver(Arena arena, int fd, int bytes) {
      this.fd = fd;
      state = arena.allocate(STATE);
      buffer = arena.allocate(bytes);
      sender = arena.allocate(ADDRESS_LAYOUT);
      senderSize = arena.allocate(JAVA_INT);
    }

    /** Waits for a message. Returns its length, or an error number below zero. */
    int receive() {
      senderSize.set(JAVA_INT, 0, (int) ADDRESS_LAYOUT.byteSize());
      try {
        long length =
            (long)
                RECVFROM.invokeExact(state, fd, buffer, buffer.byteSize(), 0, sender, senderSize);
        return length < 0 ? -errno(state) : (int) length;
      } catch (Throwable e) {
        throw broken(e);
      }
    }

    /**
     * Whether the message came from the kernel: any process with the right may send to the group,
     * and only the kernel is 0.
     */
    boolean fromKernel() {
      return sender.get(JAVA_INT, PID) == 0;
    }

    byte[] message(int length) {
      return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    }
  }

  static void close(int fd) {
    try (var arena = Arena.ofConfined()) {
      var _ = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static IOException failure(String what, MemorySegment state) {
    return new IOException(
        "the kernel's device events can't be heard: "
            + what
            + " failed with errno "
            + errno(state));
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO_OF.get(state, 0L);
  }

  private static IllegalStateException broken(Throwable cause) {
    return new IllegalStateException("a call into the C library failed", cause);
  }

  @SuppressWarnings("restricted") // the five signatures above are those of the C library
  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, ERRNO);
  }
}
