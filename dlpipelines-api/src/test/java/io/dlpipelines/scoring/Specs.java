package io.dlpipelines.scoring;

import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Parts of plans that score the column x, an array of floats, to the column y. */
final class Specs {
  static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);

  private Specs() {}

  static Feed feed(String column, DataType type, TensorShape cell, boolean checkFinite) {
    return new Feed(
        column,
        "in:0",
        Dtype.FLOAT32,
        cell,
        true,
        checkFinite,
        ColumnCells.find(type, Dtype.FLOAT32).orElseThrow().source());
  }

  static Fetch fetch(TensorShape cell) {
    OutputType.Form arrays = new OutputType.Form(false, false, false);
    return new Fetch("out:0", "y", new OutputType(Dtype.FLOAT32, cell, arrays), RowAxis.FIRST);
  }

  static ScoringSpec spec(
      JavaEngine.Operation operation, int batchSize, HandleInvalid handleInvalid) {
    return spec(new JavaEngine(operation), batchSize, handleInvalid);
  }

  static ScoringSpec spec(JavaEngine engine, int batchSize, HandleInvalid handleInvalid) {
    TensorShape any = TensorShape.of(TensorShape.UNKNOWN);
    return new ScoringSpec(
        engine,
        List.of(feed("x", FLOATS, any, true)),
        List.of(fetch(any)),
        false,
        batchSize,
        handleInvalid);
  }

  /** The same for a model without a dimension for the rows of a batch. */
  static ScoringSpec rowByRow(ScoringSpec batched) {
    Feed feed = batched.feeds().get(0);
    Fetch fetch = batched.fetches().get(0);
    return new ScoringSpec(
        batched.engine(),
        List.of(
            new Feed(
                feed.column(),
                feed.tensor(),
                feed.dtype(),
                feed.cell(),
                false,
                false,
                feed.cells())),
        List.of(new Fetch(fetch.tensor(), fetch.column(), fetch.type(), RowAxis.NONE)),
        true,
        batched.batchSize(),
        batched.handleInvalid());
  }
}
