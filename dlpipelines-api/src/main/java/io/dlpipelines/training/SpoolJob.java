package io.dlpipelines.training;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.util.CollectionAccumulator;
import scala.reflect.ClassTag;

/**
 * What travels to the executors: makes the spool, or takes hold of one that is there, and trains.
 * Each training travels on its own, to the executor that runs it. Trainings and results are
 * serialized here, by Java, since Spark may be set to use a serializer that fails on records.
 */
record SpoolJob(
    SpoolSource source, List<Broadcast<byte[]>> trainings, CollectionAccumulator<String> progress)
    implements Function2<Integer, Iterator<byte[]>, Iterator<byte[]>> {

  private static final ClassTag<Object> ANY = ClassTag.apply(Object.class);

  static <R extends Serializable> List<R> run(
      SharedBlocks shared, List<? extends TrainingTask<R>> tasks) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(shared.blocks().sparkContext());
    List<Broadcast<byte[]>> trainings =
        tasks.stream().map(task -> context.broadcast(serialized(task))).toList();
    try (TrainingProgress progress = TrainingProgress.of(context.sc())) {
      JavaRDD<byte[]> job =
          JavaRDD.fromRDD(new SpoolRdd(shared.blocks(), trainings.size()), SharedBlocks.BYTES)
              .mapPartitionsWithIndex(
                  new SpoolJob(SpoolSource.of(shared), trainings, progress.lines()), false);
      return JobFailure.unwrapped(() -> TrainingResources.of(tasks).collect(job)).stream()
          .map(SpoolJob::<R>deserialized)
          .toList();
    } finally {
      trainings.forEach(Broadcast::destroy);
    }
  }

  @Override
  public Iterator<byte[]> call(Integer index, Iterator<byte[]> blocks) throws Exception {
    TrainingTask<?> task = deserialized(trainings.get(index).value());
    try (Spool spool = Spool.open(source, blocks, TaskContext.get())) {
      return List.of(serialized(task.run(spool, TrainingProgress.to(progress)))).iterator();
    }
  }

  private static byte[] serialized(Object value) {
    ByteBuffer buffer = java().serialize(value, ANY);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @SuppressWarnings("unchecked")
  private static <T> T deserialized(byte[] bytes) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return (T) java().deserialize(ByteBuffer.wrap(bytes), loader, ANY);
  }

  private static SerializerInstance java() {
    return new JavaSerializer(SparkEnv.get().conf()).newInstance();
  }
}
