package io.dlpipelines.samples.data;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.run.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A folder of labelled images, in whichever of the known layouts it has. */
public final class DataFolder {

  private static final String TRAIN_IMAGES = "train-images";
  private static final String TRAIN_LABELS = "train-labels";
  private static final String TEST_IMAGES = "t10k-images";
  private static final String TEST_LABELS = "t10k-labels";

  private final Path folder;

  /**
   * Names a folder; nothing is read yet.
   *
   * @param folder the folder
   */
  public DataFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * Refuses to write into the data.
   *
   * @param output the folder to write to
   * @throws UserException if it lies in this one
   */
  public void requireOutside(Path output) {
    if (output.toAbsolutePath().normalize().startsWith(folder)) {
      throw new UserException(
          output + " lies in the data folder. Choose another folder with --output.");
    }
  }

  /**
   * Finds out what is in the folder, as {@link #read} does, and tells of it.
   *
   * @param spark the session that will read the images
   * @param seed decides which images are held out, where the folder does not say
   * @param progress where to tell
   * @return the data set
   * @throws Exception as {@link #read} does
   */
  public ImageData find(SparkSession spark, long seed, Progress progress) throws Exception {
    return progress.step(
        "Find the images in " + folder,
        () -> read(spark, seed),
        data ->
            String.format(
                "%s images to train, %s to test, %d labels; %s",
                Numbers.count(data.train().count()),
                Numbers.count(data.test().count()),
                data.train().imagesByLabel().size(),
                data.description()));
  }

  /**
   * Finds out what is in the folder: the idx files of MNIST, {@code train/} and {@code test/}, or
   * one folder for each label.
   *
   * @param spark the session that will read the images
   * @param seed decides which images are held out, where the folder does not say
   * @return the data set; its images are read when its rows are asked for
   * @throws UserException if there is no such folder or it has no images in a known layout, or none
   *     to train or to test on
   */
  public ImageData read(SparkSession spark, long seed) {
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          folder
              + (Files.exists(folder) ? " is not a folder" : " does not exist")
              + ". Give a folder of images by label, or one with the idx files of MNIST.");
    }
    ImageData data =
        findIdx(TRAIN_IMAGES, "idx3").isPresent()
            ? readIdx(spark)
            : new ImageFolder(folder).read(spark, seed);
    return data.requireTrainable();
  }

  private ImageData readIdx(SparkSession spark) {
    IdxImages train =
        IdxImages.open(idxOrThrow(TRAIN_IMAGES, "idx3"), idxOrThrow(TRAIN_LABELS, "idx1"));
    IdxImages test =
        IdxImages.open(idxOrThrow(TEST_IMAGES, "idx3"), idxOrThrow(TEST_LABELS, "idx1"));
    return new ImageData(
        folder.getFileName().toString(),
        String.format("idx files, %d × %d gray", train.images().columns(), train.images().rows()),
        train.read(spark),
        test.read(spark),
        Optional.empty());
  }

  private Path idxOrThrow(String name, String kind) {
    return findIdx(name, kind)
        .orElseThrow(
            () ->
                new UserException(
                    "No "
                        + name
                        + "-"
                        + kind
                        + "-ubyte or .gz in "
                        + folder
                        + ", which has train images in idx form. Put all four idx files there."));
  }

  private Optional<Path> findIdx(String name, String kind) {
    return Stream.of("-", ".")
        .flatMap(dash -> Stream.of("", ".gz").map(end -> name + dash + kind + "-ubyte" + end))
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
