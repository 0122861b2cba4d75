package io.dlpipelines.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Partitions that each are all those of another RDD, read wherever there is room: a task reads them
 * from all executors, so it need not wait for the one that holds the first.
 */
final class SpoolRdd extends RDD<byte[]> {
  private final RDD<byte[]> parent;
  private final int count;

  private record AllPartitions(int index, Partition[] parents) implements Partition {}

  private static final class AllToEach extends NarrowDependency<byte[]> {

    AllToEach(RDD<byte[]> parent) {
      super(parent);
    }

    @Override
    public Seq<Object> getParents(int partition) {
      return sequence(
          IntStream.range(0, rdd().getNumPartitions()).<Object>mapToObj(i -> i).toList());
    }
  }

  SpoolRdd(RDD<byte[]> parent, int count) {
    super(
        parent.sparkContext(),
        SpoolRdd.sequence(List.of(new AllToEach(parent))),
        SharedBlocks.BYTES);
    this.parent = parent;
    this.count = count;
  }

  @Override
  public Partition[] getPartitions() {
    return IntStream.range(0, count)
        .mapToObj(index -> new AllPartitions(index, parent.partitions()))
        .toArray(Partition[]::new);
  }

  /** One location that is no location: without any, Spark would take those of the parent. */
  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    return sequence(Arrays.asList((String) null));
  }

  @Override
  public scala.collection.Iterator<byte[]> compute(Partition split, TaskContext context) {
    Iterator<Partition> parents = Arrays.asList(((AllPartitions) split).parents()).iterator();
    return new AbstractIterator<>() {
      private scala.collection.Iterator<byte[]> blocks;

      @Override
      public boolean hasNext() {
        while ((blocks == null || !blocks.hasNext()) && parents.hasNext()) {
          blocks = parent.iterator(parents.next(), context);
        }
        return blocks != null && blocks.hasNext();
      }

      @Override
      public byte[] next() {
        hasNext();
        return blocks.next();
      }
    };
  }

  private static <T> Seq<T> sequence(List<? extends T> elements) {
    return CollectionConverters.<T>asScala(new ArrayList<T>(elements)).toSeq();
  }
}
