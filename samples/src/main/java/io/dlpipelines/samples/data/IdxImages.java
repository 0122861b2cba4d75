package io.dlpipelines.samples.data;

import io.dlpipelines.samples.UserException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Grayscale images and their labels in two idx files.
 *
 * <p>Each task opens both files at its own range of images, and encodes one image at a time as PNG:
 * nothing is unpacked to disk, and memory does not grow with the number of images.
 *
 * @param images the file of images
 * @param labels the file of labels
 */
record IdxImages(IdxFile images, IdxFile labels) {

  private static final int IMAGES_PER_TASK = 1000;

  IdxImages {
    if (images.count() != labels.count()) {
      throw new UserException(
          String.format(
              "%s has %d images, but %s has %d labels. Use files that belong together.",
              images.path(), images.count(), labels.path(), labels.count()));
    }
  }

  static IdxImages open(Path images, Path labels) {
    return new IdxImages(IdxFile.images(images), IdxFile.labels(labels));
  }

  LabeledImages read(SparkSession spark) {
    int tasks =
        Math.max(spark.sparkContext().defaultParallelism(), images.count() / IMAGES_PER_TASK);
    IdxFile imagesOfTask = images;
    IdxFile labelsOfTask = labels;
    MapPartitionsFunction<Long, Row> rows = indices -> rows(imagesOfTask, labelsOfTask, indices);
    return new LabeledImages(
        spark
            .range(0, images.count(), 1, tasks)
            .as(Encoders.LONG())
            .mapPartitions(rows, Encoders.row(LabeledImages.SCHEMA)),
        countByLabel());
  }

  private static Iterator<Row> rows(IdxFile images, IdxFile labels, Iterator<Long> indices) {
    return new IdxRows(images, labels, indices);
  }

  private Map<String, Long> countByLabel() {
    long[] counts = new long[256];
    try (DataInputStream in = labels.itemsFrom(0)) {
      for (int i = 0; i < labels.count(); i++) {
        counts[in.readUnsignedByte()]++;
      }
    } catch (IOException e) {
      throw new UserException("Cannot read " + labels.path() + ": " + e.getMessage() + ".", e);
    }
    Map<String, Long> countByLabel = new TreeMap<>();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] > 0) {
        countByLabel.put(Integer.toString(label), counts[label]);
      }
    }
    return countByLabel;
  }
}
