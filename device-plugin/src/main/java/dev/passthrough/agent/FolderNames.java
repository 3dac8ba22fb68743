package dev.passthrough.agent;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Tells whether the names in a folder are the same as before, without making names of them: for
 * thousands of devices a tenth of what a listing takes. For one thread.
 */
final class FolderNames {

  /** Of a folder that is not there. */
  static final long ABSENT = 0;

  private static final int O_RDONLY_CLOEXEC = 0x80000;

  /** A folder of 2,048 devices takes 80 KiB, in some calls. */
  private static final int BUFFER = 32 << 10;

  /**
   * The word in which an entry says how many bytes it has, a multiple of eight, behind its inode's
   * number and its place (getdents(2)).
   */
  private static final int ENTRY_LENGTH = 2;

  private static final long LENGTH_BITS = 0xffff;

  /** An odd number of bits that look random, and half of a number's bits. */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final int HALF = 32;

  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle GETDENTS =
      handle("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, Long.BYTES);

  /** The same; an array is read without checks that this compiler does not take away. */
  private final long[] words = new long[BUFFER / Long.BYTES];

  /**
   * A number that differs, but for a tiny chance, when a name has come or gone since. The order of
   * the names is nothing to it.
   */
  long sum(Path folder) {
    try (var arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invokeExact(arena.allocateFrom(folder.toString()), O_RDONLY_CLOEXEC);
      if (fd < 0) {
        return ABSENT;
      }
      try {
        return sum(fd);
      } finally {
        var _ = (int) CLOSE.invokeExact(fd);
      }
    } catch (Throwable broken) {
      throw new IllegalStateException("a call into the C library failed", broken);
    }
  }

  private long sum(int fd) throws Throwable {
    long sum = 1;
    while (true) {
      buffer.fill((byte) 0); // the kernel leaves as it is what is between a name and the next entry
      long length = (long) GETDENTS.invokeExact(fd, buffer, (long) BUFFER);
      if (length <= 0) {
        return sum;
      }
      int end = (int) (length / Long.BYTES);
      MemorySegment.copy(buffer, JAVA_LONG, 0, words, 0, end);
      for (int at = 0; at < end; at += words(at)) {
        sum += hash(at + ENTRY_LENGTH, at + words(at));
      }
    }
  }

  /** How many words the entry at {@code at} has; on x86-64 and arm64 the low half comes first. */
  private int words(int at) {
    return (int) (words[at + ENTRY_LENGTH] & LENGTH_BITS) / Long.BYTES;
  }

  /** Of an entry's length, kind and name. */
  private long hash(int from, int end) {
    long hash = 0;
    for (int i = from; i < end; i++) {
      hash = (hash ^ words[i]) * MIX;
      hash ^= hash >>> HALF;
    }
    return hash;
  }

  @SuppressWarnings("restricted") // the three signatures above are those of the C library
  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }
}
