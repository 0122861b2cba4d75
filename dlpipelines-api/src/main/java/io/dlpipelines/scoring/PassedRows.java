package io.dlpipelines.scoring;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeRowJoiner$;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowJoiner;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import scala.collection.immutable.Seq;

/**
 * The columns of a batch's rows that pass through the node, kept in one block of memory until the
 * batch is scored, since the operators below reuse their rows.
 */
final class PassedRows {
  private final Columns columns;
  private final UnsafeProjection projection;
  private final UnsafeRowJoiner joiner;
  private final UnsafeRow row;
  private byte[] memory = new byte[1 << 16];
  private int[] ends = new int[64];
  private int count;

  /** Which columns pass, and what is added to them. */
  record Columns(Seq<Attribute> passed, Seq<Attribute> child, Attribute added)
      implements Serializable {

    boolean passesAll() {
      return passed.equals(child);
    }

    static StructType schema(Seq<Attribute> attributes) {
      StructType schema = new StructType();
      for (Attribute attribute : Sequences.toJava(attributes)) {
        schema = schema.add(attribute.name(), attribute.dataType(), attribute.nullable());
      }
      return schema;
    }
  }

  PassedRows(Columns columns) {
    this.columns = columns;
    Seq<Expression> kept = Sequences.of(Sequences.toJava(columns.passed()));
    projection = UnsafeProjection.create(kept, columns.child());
    joiner =
        GenerateUnsafeRowJoiner$.MODULE$.create(
            Columns.schema(columns.passed()), Columns.schema(Sequences.of(columns.added())));
    row = new UnsafeRow(columns.passed().size());
  }

  /** The type of the struct that is added. */
  DataType addedType() {
    return columns.added().dataType();
  }

  void clear() {
    count = 0;
  }

  int byteCount() {
    return count == 0 ? 0 : ends[count - 1];
  }

  void append(InternalRow from) {
    UnsafeRow passed =
        columns.passesAll() && from instanceof UnsafeRow unsafe ? unsafe : projection.apply(from);
    int start = byteCount();
    int end = Math.addExact(start, passed.getSizeInBytes());
    if (end > memory.length) {
      memory =
          Arrays.copyOf(memory, (int) Math.max(end, Math.min(Integer.MAX_VALUE - 8L, 2L * end)));
    }
    passed.writeToMemory(memory, Platform.BYTE_ARRAY_OFFSET + start);
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = end;
  }

  /** One row with what is added to it; valid until the next call. */
  UnsafeRow join(int index, UnsafeRow added) {
    int start = index == 0 ? 0 : ends[index - 1];
    row.pointTo(memory, Platform.BYTE_ARRAY_OFFSET + start, ends[index] - start);
    return joiner.join(row, added);
  }
}
