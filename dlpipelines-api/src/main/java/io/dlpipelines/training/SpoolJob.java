package io.dlpipelines.training;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;

/**
 * What travels to the executor: makes the spool, or takes hold of one that is there, and trains.
 * The result is serialized here, by Java, since Spark may be set to use a serializer that fails on
 * records.
 */
record SpoolJob<R extends Serializable>(SpoolSource source, TrainingTask<R> task)
    implements FlatMapFunction<Iterator<byte[]>, byte[]> {

  private static final ClassTag<Object> ANY = ClassTag.apply(Object.class);

  static <R extends Serializable> R run(SharedBlocks shared, TrainingTask<R> task) {
    SpoolSource source = SpoolSource.of(shared);
    byte[] result =
        JavaRDD.fromRDD(new SpoolRdd(shared.blocks()), SharedBlocks.BYTES)
            .mapPartitions(new SpoolJob<>(source, task))
            .collect()
            .get(0);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    @SuppressWarnings("unchecked")
    R deserialized = (R) java().deserialize(ByteBuffer.wrap(result), loader, ANY);
    return deserialized;
  }

  @Override
  public Iterator<byte[]> call(Iterator<byte[]> blocks) throws Exception {
    R result;
    try (Spool spool = Spool.open(source, blocks, TaskContext.get())) {
      result = task.run(spool);
    }
    ByteBuffer serialized = java().serialize(result, ANY);
    byte[] bytes = new byte[serialized.remaining()];
    serialized.get(bytes);
    return List.of(bytes).iterator();
  }

  private static SerializerInstance java() {
    SparkConf conf = SparkEnv.get().conf();
    return new JavaSerializer(conf).newInstance();
  }
}
