package io.dlpipelines.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the partitions of encoded rows consist of: blocks of rows, and at the end a summary. It is
 * kept as plain bytes, which any serializer streams; the last byte says what the others are.
 */
record RowBlock(byte[] bytes) {
  /** Long enough for any reason that a reader takes in. */
  private static final int MAX_REASON_LENGTH = 1000;

  enum Kind {
    TRAINING,
    VALIDATION,
    SUMMARY
  }

  Kind kind() {
    return Kind.values()[bytes[byteCount()]];
  }

  /** How many bytes there are before the one that says what they are. */
  int byteCount() {
    return bytes.length - 1;
  }

  static byte[] of(EncodingSummary summary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(summary.trainingRows());
      out.writeLong(summary.validationRows());
      out.writeLong(summary.invalidRows());
      String reason = summary.invalidReason();
      out.writeUTF(reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH)));
      write(out, summary.classCounts());
      write(out, summary.validationClassCounts());
      out.writeInt(summary.feeds().size());
      for (FeedStatistics feed : summary.feeds()) {
        feed.write(out);
      }
      out.writeLong(summary.checksum());
      out.writeByte(Kind.SUMMARY.ordinal());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  EncodingSummary summary() {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long trainingRows = in.readLong();
      long validationRows = in.readLong();
      long invalidRows = in.readLong();
      String reason = in.readUTF();
      List<Long> classCounts = readCounts(in);
      List<Long> validationClassCounts = readCounts(in);
      List<FeedStatistics> feeds = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        feeds.add(FeedStatistics.read(in));
      }
      return new EncodingSummary(
          trainingRows,
          validationRows,
          invalidRows,
          reason,
          classCounts,
          validationClassCounts,
          feeds,
          in.readLong());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void write(DataOutputStream out, List<Long> counts) throws IOException {
    out.writeInt(counts.size());
    for (long count : counts) {
      out.writeLong(count);
    }
  }

  private static List<Long> readCounts(DataInputStream in) throws IOException {
    List<Long> counts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      counts.add(in.readLong());
    }
    return counts;
  }
}
