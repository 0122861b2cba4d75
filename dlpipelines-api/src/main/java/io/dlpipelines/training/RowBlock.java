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
      out.writeInt(summary.classCounts().size());
      for (long count : summary.classCounts()) {
        out.writeLong(count);
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
      int classes = in.readInt();
      List<Long> classCounts = new ArrayList<>(classes);
      for (int i = 0; i < classes; i++) {
        classCounts.add(in.readLong());
      }
      return new EncodingSummary(
          trainingRows, validationRows, invalidRows, reason, classCounts, in.readLong());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
