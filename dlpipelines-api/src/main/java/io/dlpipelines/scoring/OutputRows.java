package io.dlpipelines.scoring;

import io.dlpipelines.tensor.CellDecoder;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.types.UTF8String;

/** Writes the struct of outputs of each row, as a row of one field. */
final class OutputRows {
  private final UnsafeRowWriter row = new UnsafeRowWriter(1);
  private final UnsafeRowWriter struct;
  private final List<CellDecoder> decoders;
  private final boolean hasReason;

  OutputRows(ScoringSpec spec) {
    hasReason = spec.keepsInvalid();
    struct = new UnsafeRowWriter(row, spec.fetches().size() + (hasReason ? 1 : 0));
    decoders = spec.fetches().stream().map(fetch -> fetch.type().open(struct)).toList();
  }

  /** The outputs of a scored row; valid until the next call. */
  UnsafeRow scored(ShapeGroup group, int position) {
    int before = begin();
    for (int i = 0; i < decoders.size(); i++) {
      decoders
          .get(i)
          .decode(
              group.output(i),
              group.firstElement(i, position),
              group.cellElements(i),
              group.firstAxis(i),
              i);
    }
    if (hasReason) {
      struct.setNullAt(decoders.size());
    }
    return end(before);
  }

  /** Nulls and a reason in place of outputs; valid until the next call. */
  UnsafeRow invalid(String reason) {
    int before = begin();
    for (int i = 0; i < decoders.size(); i++) {
      struct.setNullAt(i);
    }
    struct.write(decoders.size(), UTF8String.fromString(reason));
    return end(before);
  }

  private int begin() {
    row.reset();
    row.zeroOutNullBytes();
    int before = row.cursor();
    struct.resetRowWriter();
    return before;
  }

  private UnsafeRow end(int before) {
    row.setOffsetAndSizeFromPreviousCursor(0, before);
    return row.getRow();
  }
}
