package io.dlpipelines.samples.data;

import io.dlpipelines.samples.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Image files in folders by label: {@code label/*.png}, or {@code train/label/*.png} and {@code
 * test/label/*.png}, with new images in {@code stream/*.png} if there are any.
 */
final class ImageFolder {

  private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg");
  private static final double TEST_FRACTION = 0.2;

  private final Path folder;

  ImageFolder(Path folder) {
    this.folder = folder;
  }

  ImageData read(SparkSession spark, long seed) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    String name = folder.getFileName().toString();
    if (Files.isDirectory(train) && Files.isDirectory(test)) {
      return new ImageData(
          name,
          "image files in train/ and test/, in folders by label",
          ImageFiles.read(spark, labeledFiles(train)),
          ImageFiles.read(spark, labeledFiles(test)),
          newImages());
    }
    Split split = split(labeledFiles(folder), seed);
    return new ImageData(
        name,
        "image files in folders by label; one in five of each label held out by seed " + seed,
        ImageFiles.read(spark, split.train()),
        ImageFiles.read(spark, split.test()),
        Optional.empty());
  }

  private Optional<Path> newImages() {
    return Optional.of(folder.resolve("stream")).filter(Files::isDirectory);
  }

  static List<ImageFile> labeledFiles(Path folder) {
    List<ImageFile> files = new ArrayList<>();
    for (Path labelFolder : list(folder)) {
      if (Files.isDirectory(labelFolder)) {
        String label = labelFolder.getFileName().toString();
        for (Path file : list(labelFolder)) {
          if (isImage(file)) {
            files.add(new ImageFile(file.toAbsolutePath().toString(), label));
          }
        }
      }
    }
    if (files.isEmpty()) {
      throw new UserException(
          "No images in "
              + folder
              + ". Put PNG or JPEG files into one folder for each label, as in "
              + folder.resolve("cat").resolve("1.png")
              + ", or give a folder with the idx files of MNIST.");
    }
    return files;
  }

  /** Holds out the same share of every label, and at least one image of it. */
  static Split split(List<ImageFile> files, long seed) {
    var byLabel =
        files.stream()
            .collect(Collectors.groupingBy(ImageFile::label, TreeMap::new, Collectors.toList()));
    Random random = new Random(seed);
    Split split = new Split(new ArrayList<>(), new ArrayList<>());
    byLabel.forEach(
        (label, ofLabel) -> {
          if (ofLabel.size() < 2) {
            throw new UserException(
                "Label " + label + " has only one image, and one must be held out. Add some.");
          }
          List<ImageFile> shuffled = new ArrayList<>(ofLabel);
          Collections.shuffle(shuffled, random);
          int held = Math.max(1, (int) Math.round(shuffled.size() * TEST_FRACTION));
          split.test().addAll(shuffled.subList(0, held));
          split.train().addAll(shuffled.subList(held, shuffled.size()));
        });
    return split;
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(extension) && !name.startsWith(".") && Files.isRegularFile(file);
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UserException(
          "Cannot list " + folder + ": " + e.getMessage() + ". Check that it may be read.", e);
    }
  }

  /**
   * Image files to learn from and image files held out.
   *
   * @param train to learn from
   * @param test held out
   */
  record Split(List<ImageFile> train, List<ImageFile> test) {}
}
