package io.dlpipelines.training;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Function2;
import scala.collection.Iterator;

/** What travels to the executors: encodes one partition. */
record PartitionEncoder(EncodingSpec spec)
    implements Function2<Object, Iterator<InternalRow>, Iterator<byte[]>>, Serializable {

  @Override
  public Iterator<byte[]> apply(Object partition, Iterator<InternalRow> rows) {
    return new EncodedBlocks(spec, (Integer) partition, rows);
  }
}
