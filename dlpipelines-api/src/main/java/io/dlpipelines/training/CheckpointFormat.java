package io.dlpipelines.training;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint as one file, so that renaming it is atomic on every file system: a signature, the
 * length of the header, the header as JSON, its SHA-256, and the arrays one after the other. The
 * header has the SHA-256 of each array, so that no bit of the file can change unseen.
 */
final class CheckpointFormat {
  private static final byte[] SIGNATURE = "DLPCKPT\n".getBytes(US_ASCII);

  private CheckpointFormat() {}

  static void write(Checkpoint checkpoint, TrainingFingerprint fingerprint, DataOutputStream out)
      throws IOException {
    byte[] header = CheckpointHeader.of(checkpoint, fingerprint).toBytes();
    out.write(SIGNATURE);
    out.writeInt(header.length);
    out.write(header);
    out.write(Sha256.of(header));
    for (byte[] array : checkpoint.arrays().values()) {
      out.write(array);
    }
  }

  static CheckpointHeader readHeader(DataInputStream in) throws IOException {
    try {
      byte[] signature = new byte[SIGNATURE.length];
      in.readFully(signature);
      if (!Arrays.equals(signature, SIGNATURE)) {
        throw new DamagedCheckpointException("it does not begin as a checkpoint does");
      }
      int length = in.readInt();
      byte[] header = length < 0 ? new byte[0] : in.readNBytes(length);
      byte[] sha256 = in.readNBytes(Sha256.BYTES);
      if (!MessageDigest.isEqual(sha256, Sha256.of(header))) {
        throw new DamagedCheckpointException("its header was changed or cut off");
      }
      return CheckpointHeader.fromBytes(header);
    } catch (EOFException cut) {
      throw new DamagedCheckpointException("it was cut off");
    }
  }

  static Checkpoint readArrays(CheckpointHeader header, DataInputStream in) throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, CheckpointHeader.Entry> entry : header.arrays().entrySet()) {
      byte[] array = in.readNBytes(entry.getValue().bytes());
      if (!Sha256.hex(array).equals(entry.getValue().sha256())) {
        throw new DamagedCheckpointException(
            "[%s] was changed or cut off".formatted(entry.getKey()));
      }
      arrays.put(entry.getKey(), array);
    }
    if (in.read() >= 0) {
      throw new DamagedCheckpointException("there is more than it should hold");
    }
    return new Checkpoint(header.epoch(), header.step(), header.state(), arrays);
  }
}
