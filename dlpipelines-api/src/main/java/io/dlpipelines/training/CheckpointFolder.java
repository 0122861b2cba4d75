package io.dlpipelines.training;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training, on any Hadoop file system: a file {@code epoch-000012} for each
 * epoch that was kept, or {@code epoch-000012-step-000003400} where the one after was not finished.
 * It can be sent to executors, and is used by one thread at a time.
 *
 * <p>A file is there whole or not at all: it is written under another name and renamed. Checkpoints
 * of another training are neither read nor replaced.
 */
public final class CheckpointFolder implements Serializable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final Pattern CHECKPOINT = Pattern.compile("epoch-(\\d{6,9})(?:-step-(\\d{9,}))?");
  private static final Pattern UNFINISHED = Pattern.compile("_epoch-.+\\.tmp");

  /** What was not finished for so long is no longer being written. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final String folder;
  private final TrainingFingerprint fingerprint;
  private final int keep;
  private final SerializableConfiguration hadoop;

  /** Reads what is wanted of a checkpoint whose header was read. */
  private interface Reading<T> {
    T read(CheckpointHeader header, DataInputStream rest) throws IOException;
  }

  /** How far a training is. */
  private record Position(int epoch, long step) implements Comparable<Position> {

    static Position of(Matcher name) {
      return new Position(
          Integer.parseInt(name.group(1)),
          name.group(2) == null ? 0 : Long.parseLong(name.group(2)));
    }

    @Override
    public int compareTo(Position other) {
      return epoch == other.epoch
          ? Long.compare(step, other.step)
          : Integer.compare(epoch, other.epoch);
    }

    String fileName() {
      return "epoch-%06d".formatted(epoch) + (step == 0 ? "" : "-step-%09d".formatted(step));
    }
  }

  /** A checkpoint's file. */
  private record CheckpointFile(Position position, Path path) {}

  /**
   * A folder for one training alone. Nothing is read or written yet.
   *
   * @param folder the path, made when the first checkpoint is written
   * @param fingerprint of the training
   * @param keep how many checkpoints are kept, the newest ones, at least 1
   * @param hadoop the configuration of the file system
   * @throws IllegalArgumentException if none are to be kept
   */
  public CheckpointFolder(
      String folder, TrainingFingerprint fingerprint, int keep, Configuration hadoop) {
    if (keep < 1) {
      throw new IllegalArgumentException(
          "%d checkpoints are to be kept, and it must be 1 or more.".formatted(keep));
    }
    this.folder = requireNonNull(folder, "folder");
    this.fingerprint = requireNonNull(fingerprint, "fingerprint");
    this.keep = keep;
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  /**
   * A folder of the training's own below one that trainings share, as those of a cross-validation
   * do.
   *
   * @param parent the path that is shared
   * @param fingerprint of the training; its {@link TrainingFingerprint#id} names the folder
   * @param keep how many checkpoints are kept, the newest ones, at least 1
   * @param hadoop the configuration of the file system
   * @return the folder
   * @throws IllegalArgumentException if none are to be kept
   */
  public static CheckpointFolder below(
      String parent, TrainingFingerprint fingerprint, int keep, Configuration hadoop) {
    String folder = new Path(parent, "training-" + fingerprint.id()).toString();
    return new CheckpointFolder(folder, fingerprint, keep, hadoop);
  }

  /**
   * Where the checkpoints are.
   *
   * @return the path
   */
  public String path() {
    return folder;
  }

  /**
   * Writes a checkpoint, in place of one of the same step, and deletes those that are no longer
   * kept.
   *
   * @param checkpoint what to write
   * @throws IOException if it cannot be written, or the folder has checkpoints of another training
   */
  public void write(Checkpoint checkpoint) throws IOException {
    findNewest(Integer.MAX_VALUE, (header, rest) -> header);
    FileSystem fileSystem = fileSystem();
    Position position = new Position(checkpoint.epoch(), checkpoint.step());
    String name = position.fileName();
    Path unfinished = new Path(folder, "_%s-%s.tmp".formatted(name, UUID.randomUUID()));
    Path finished = new Path(folder, name);
    try {
      try (DataOutputStream out = fileSystem.create(unfinished, false)) {
        CheckpointFormat.write(checkpoint, fingerprint, out);
      }
      fileSystem.delete(finished, false);
      if (!fileSystem.rename(unfinished, finished)) {
        throw new IOException("%s cannot be renamed to %s.".formatted(unfinished, finished));
      }
    } catch (IOException | RuntimeException failure) {
      deleteAfter(failure, fileSystem, unfinished);
      throw failure;
    }
    deleteOld(position);
  }

  /**
   * Reads the newest checkpoint that is whole. Damaged ones are passed over, with a warning in the
   * log.
   *
   * @return empty if there is none
   * @throws IOException if the folder cannot be read, or its newest checkpoint is of another
   *     training or in a newer format
   */
  public Optional<Checkpoint> findNewest() throws IOException {
    return findNewest(Integer.MAX_VALUE);
  }

  /**
   * Reads the newest checkpoint that is whole and not too far ahead. Damaged ones are passed over,
   * with a warning in the log.
   *
   * @param epochs how many it may have at most
   * @return empty if there is none
   * @throws IOException if the folder cannot be read, or its newest such checkpoint is of another
   *     training or in a newer format
   */
  public Optional<Checkpoint> findNewest(int epochs) throws IOException {
    return findNewest(epochs, CheckpointFormat::readArrays);
  }

  private <T> Optional<T> findNewest(int epochs, Reading<T> reading) throws IOException {
    List<CheckpointFile> files = newestFirst();
    files.removeIf(file -> file.position().compareTo(new Position(epochs, 0)) > 0);
    for (CheckpointFile file : files) {
      try (DataInputStream in = fileSystem().open(file.path())) {
        return Optional.of(reading.read(readHeader(in), in));
      } catch (DamagedCheckpointException | ChecksumException | FileNotFoundException damaged) {
        LOGGER.warn(
            "The checkpoint {} cannot be used and is passed over: {}",
            file.path(),
            damaged.getMessage());
      } catch (IOException failure) {
        throw new IOException(
            "The checkpoint %s cannot be used: %s".formatted(file.path(), failure.getMessage()),
            failure);
      }
    }
    return Optional.empty();
  }

  private CheckpointHeader readHeader(DataInputStream in) throws IOException {
    CheckpointHeader header = CheckpointFormat.readHeader(in);
    String differences = fingerprint.differencesFrom(header.fingerprint());
    if (!differences.isEmpty()) {
      throw new IOException(
          "it is of another training: %s. Choose another folder for checkpoints, or delete those that lie there."
              .formatted(differences));
    }
    return header;
  }

  private List<CheckpointFile> newestFirst() throws IOException {
    List<CheckpointFile> files = new ArrayList<>();
    for (FileStatus status : list()) {
      Matcher name = CHECKPOINT.matcher(status.getPath().getName());
      if (status.isFile() && name.matches()) {
        files.add(new CheckpointFile(Position.of(name), status.getPath()));
      }
    }
    files.sort(Comparator.comparing(CheckpointFile::position).reversed());
    return files;
  }

  private FileStatus[] list() throws IOException {
    try {
      return fileSystem().listStatus(new Path(folder));
    } catch (FileNotFoundException noneYet) {
      return new FileStatus[0];
    }
  }

  /** Later ones stay: they are damaged, or another attempt at this training is ahead. */
  private void deleteOld(Position position) throws IOException {
    List<Path> old = new ArrayList<>();
    newestFirst().stream()
        .filter(file -> file.position().compareTo(position) <= 0)
        .skip(keep)
        .forEach(file -> old.add(file.path()));
    long abandonedBefore = System.currentTimeMillis() - ABANDONED.toMillis();
    for (FileStatus status : list()) {
      if (UNFINISHED.matcher(status.getPath().getName()).matches()
          && status.getModificationTime() < abandonedBefore) {
        old.add(status.getPath());
      }
    }
    for (Path path : old) {
      fileSystem().delete(path, false);
    }
  }

  private static void deleteAfter(Exception failure, FileSystem fileSystem, Path path) {
    try {
      fileSystem.delete(path, false);
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(folder).getFileSystem(hadoop.value());
  }
}
