package io.dlpipelines.training;

import java.util.List;
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
      EncodingSummary none = EncodingSummary.none(spec.layout().classes());
      EncodingSummary all =
          summaries(blocks).stream()
              .map(summary -> new RowBlock(summary).summary())
              .reduce(none, EncodingSummary::plus);
      return new SharedBlocks(UUID.randomUUID().toString(), spec, blocks, all);
    } catch (Throwable failure) {
      unpersist(blocks);
      throw failure;
    }
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
