package io.dlpipelines.training;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.reflect.ClassTag;

/** The encoded rows of a Dataset, on the disks of the executors. */
record SharedBlocks(String id, EncodingSpec spec, RDD<byte[]> blocks, EncodingSummary summary) {
  static final ClassTag<byte[]> BYTES = ClassTag.apply(byte[].class);

  /** Runs the job that encodes. */
  static SharedBlocks encode(DatasetPlan plan, EncodingSpec spec) {
    RDD<byte[]> blocks =
        plan.rows()
            .mapPartitionsWithIndex(new PartitionEncoder(spec), false, BYTES)
            .setName("rows encoded for training")
            .persist(StorageLevel.DISK_ONLY());
    try {
      EncodingSummary none = EncodingSummary.none(spec.layout());
      EncodingSummary all =
          JobFailure.unwrapped(() -> summaries(blocks)).stream()
              .map(summary -> new RowBlock(summary).summary())
              .reduce(none, EncodingSummary::plus);
      return new SharedBlocks(UUID.randomUUID().toString(), spec, blocks, all);
    } catch (Throwable failure) {
      unpersist(blocks);
      Optional<IOException> unwritten = findUnwritten(failure);
      if (unwritten.isPresent()) {
        throw new IllegalStateException(
            ("The rows to train on cannot be kept on the local disks of the executors: %s. Make"
                    + " room there, or set spark.local.dir to larger disks.")
                .formatted(unwritten.get().getMessage()),
            failure);
      }
      throw failure;
    }
  }

  /** Spark itself says neither what it could not write nor where. */
  private static Optional<IOException> findUnwritten(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException problem && isFromStore(problem)) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  /** Rows are computed while they are stored: only the nearest frame of Spark's tells the two. */
  private static boolean isFromStore(IOException problem) {
    return Arrays.stream(problem.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith("org.apache.spark."))
        .findFirst()
        .filter(name -> name.startsWith("org.apache.spark.storage."))
        .isPresent();
  }

  void unpersist() {
    unpersist(blocks);
  }

  private static List<byte[]> summaries(RDD<byte[]> blocks) {
    return JavaRDD.fromRDD(blocks, BYTES)
        .mapPartitions(
            partition -> {
              byte[] last = {};
              while (partition.hasNext()) {
                last = partition.next();
              }
              return List.of(last).iterator();
            })
        .collect();
  }

  private static void unpersist(RDD<byte[]> blocks) {
    if (!blocks.sparkContext().isStopped()) {
      blocks.unpersist(false);
    }
  }
}
