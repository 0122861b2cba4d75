package io.dlpipelines.tensorflow.keras.file;

import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.OrderedDataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An HDF5 file of unknown origin. Whatever is wrong with it, an {@link IllegalArgumentException}
 * says so.
 */
final class Hdf5File implements AutoCloseable {
  private static final long MAX_READS = 1_000_000;
  private static final long MAX_STRUCTURE_BYTES = 256L << 20;
  private static final int MAX_STRINGS = 1_000_000;

  private final String source;
  private final FileChannel channel;
  private final MeteredChannel metered;
  private final HdfFile file;
  private final Hdf5Texts texts;

  private Hdf5File(String source, FileChannel channel) {
    this.source = source;
    this.channel = channel;
    this.metered = new MeteredChannel(channel, MAX_READS, MAX_STRUCTURE_BYTES);
    this.file = guarded(() -> new HdfFile(metered));
    this.texts = new Hdf5Texts(file.getHdfBackingStorage());
  }

  /** Opens a file; errors name it by its source. */
  static Hdf5File open(Path path, String source) {
    FileChannel channel;
    try {
      channel = FileChannel.open(path);
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(source, failure.getMessage()), failure);
    }
    try {
      return new Hdf5File(source, channel);
    } catch (RuntimeException malformed) {
      close(channel);
      throw malformed;
    }
  }

  Hdf5Group root() {
    return new Hdf5Group(this, file, "");
  }

  /** Closes the channel only: jhdf's own closing fails for files that are given as channels. */
  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // It was only read.
    }
  }

  /**
   * Runs jhdf. Damaged files make it throw exceptions of any class. It recurses along links that
   * the file may have in a circle, and takes as much memory as the file says that it needs before
   * it looks whether the file is that large; both end in errors that leave nothing behind.
   */
  private <T> T guarded(Supplier<T> parsing) {
    try {
      return parsing.get();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError damage) {
      throw damaged(rootMessage(damage), damage);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  IllegalArgumentException damaged(String problem, Throwable cause) {
    return new IllegalArgumentException(
        "%s is not a whole HDF5 file: %s. Check that it was copied completely."
            .formatted(source, problem),
        cause);
  }

  IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException(source + ": " + problem);
  }

  List<String> names(Group group) {
    return guarded(() -> List.copyOf(group.getChildren().keySet()));
  }

  Optional<Node> find(Group group, String name) {
    return guarded(() -> Optional.ofNullable(group.getChild(name)))
        .map(
            node -> {
              if (node.isLink()) {
                throw invalid("[%s] is a link, and links are not followed.".formatted(name));
              }
              return node;
            });
  }

  Optional<List<String>> strings(Node node, String name) {
    Object data =
        guarded(
            () -> {
              Attribute attribute = node.getAttribute(name);
              if (attribute == null) {
                return null;
              }
              if (attribute.getSize() > MAX_STRINGS) {
                throw new IllegalArgumentException(
                    "attribute [%s] has %d elements".formatted(name, attribute.getSize()));
              }
              return attribute.isEmpty() ? new String[0] : texts.of(attribute);
            });
    if (data == null) {
      return Optional.empty();
    }
    if (data instanceof String text) {
      return Optional.of(List.of(text));
    }
    if (data instanceof String[] texts) {
      return Optional.of(List.of(texts));
    }
    // Empty lists are written as arrays of no floats.
    if (data.getClass().isArray() && java.lang.reflect.Array.getLength(data) == 0) {
      return Optional.of(List.of());
    }
    throw invalid("attribute [%s] holds no text.".formatted(name));
  }

  StoredWeight weight(Dataset dataset, String name) {
    List<Long> shape = guarded(() -> Arrays.stream(dataset.getDimensionsAsLong()).boxed().toList());
    return new StoredWeight(name, shape, () -> read(dataset, name, shape));
  }

  private WeightValue read(Dataset dataset, String name, List<Long> shape) {
    DataType type = guarded(dataset::getDataType);
    Hdf5Number number =
        Hdf5Number.of(type)
            .orElseThrow(() -> invalid("[%s] holds no numbers that can be read.".formatted(name)));
    long count = shape.stream().reduce(1L, Math::multiplyExact);
    long size = Math.multiplyExact(count, (long) type.getSize());
    if (size > Integer.MAX_VALUE - 8 || count > Integer.MAX_VALUE / Float.BYTES) {
      throw invalid(
          "[%s] of shape %s is larger than a weight may be, 2 GB.".formatted(name, shape));
    }
    ByteBuffer bytes = bytes(dataset, name, size);
    bytes.order(
        type instanceof OrderedDataType ordered
            ? guarded(ordered::getByteOrder)
            : ByteOrder.LITTLE_ENDIAN);
    boolean plain = number == Hdf5Number.FLOAT32 && bytes.order() == ByteOrder.LITTLE_ENDIAN;
    return plain && bytes.hasArray() && bytes.array().length == size
        ? new WeightValue(shape, bytes.array())
        : WeightValue.of(shape, number.floats(bytes, (int) count));
  }

  private ByteBuffer bytes(Dataset dataset, String name, long size) {
    return switch (guarded(dataset::getDataLayout)) {
      case COMPACT -> parsed(dataset, name, size);
      case CHUNKED -> {
        // Each value is read once, at most as part of a chunk that extends beyond the array.
        metered.allow(MAX_READS, Math.multiplyExact(2L << dataset.getDimensions().length, size));
        yield parsed(dataset, name, size);
      }
      case CONTIGUOUS -> contiguous(dataset, name, size);
    };
  }

  private ByteBuffer parsed(Dataset dataset, String name, long size) {
    ByteBuffer data;
    try {
      data = guarded(() -> ((DatasetBase) dataset).getDataBuffer());
    } catch (IllegalArgumentException failure) {
      throw failure.getCause() instanceof HdfFilterException filter
          ? invalid(
              "[%s] is compressed in a way that cannot be read: %s. Rewrite the file with h5repack -f NONE."
                  .formatted(name, filter.getMessage()))
          : failure;
    }
    if (data == null || data.remaining() < size) {
      throw damaged("[%s] is shorter than its shape says".formatted(name), null);
    }
    return data;
  }

  private ByteBuffer contiguous(Dataset dataset, String name, long size) {
    long address =
        guarded(() -> ((ContiguousDataset) dataset).getDataAddress() + file.getUserBlockSize());
    try {
      if (address < 0 || size > channel.size() - address) {
        throw damaged("[%s] lies beyond its end".formatted(name), null);
      }
      ByteBuffer data = ByteBuffer.allocate((int) size);
      while (data.hasRemaining() && channel.read(data, address + data.position()) >= 0) {
        // Channels may give less than they are asked for.
      }
      return data.flip();
    } catch (IOException failure) {
      throw damaged(failure.getMessage(), failure);
    }
  }
}
