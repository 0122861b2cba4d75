package io.dlpipelines.battery.sample;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import io.dlpipelines.param.ParamFactory;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One number in, one number out, and what to do without a number.
 *
 * @param <S> the stage
 */
public interface ColumnParams<S extends ColumnParams<S>> extends Params {

  /** The column that is read. */
  Param<String> inputCol();

  /** The column that is added. */
  Param<String> outputCol();

  /** What a null does: error, skip, keep. */
  Param<String> handleInvalid();

  /** Builds the Param; each stage has its own. */
  static Param<String> inputColParam(Params owner) {
    return ParamFactory.column(owner, "inputCol", "name of the column that is read");
  }

  /** Builds the Param; each stage has its own. */
  static Param<String> outputColParam(Params owner) {
    return ParamFactory.column(owner, "outputCol", "name of the column that is added");
  }

  /** Builds the Param; each stage has its own. */
  static Param<String> handleInvalidParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "handleInvalid",
        "what a null row does, by default error",
        List.of("error", "skip", "keep"));
  }

  /** The value of {@link #inputCol()}. */
  default String getInputCol() {
    return getOrDefault(inputCol());
  }

  /** The value of {@link #outputCol()}. */
  default String getOutputCol() {
    return getOrDefault(outputCol());
  }

  /** The value of {@link #handleInvalid()}. */
  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  /** Sets {@link #inputCol()}. */
  default S setInputCol(String value) {
    return with(inputCol(), value);
  }

  /** Sets {@link #outputCol()}. */
  default S setOutputCol(String value) {
    return with(outputCol(), value);
  }

  /** Sets {@link #handleInvalid()}. */
  default S setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  /** Appends the output column. */
  default StructType appendOutput(StructType schema) {
    List<String> columns = List.of(schema.fieldNames());
    if (!columns.contains(getInputCol())) {
      throw new IllegalArgumentException(
          "%s: there is no column [%s]; available: %s".formatted(this, getInputCol(), columns));
    }
    if (columns.contains(getOutputCol())) {
      throw new IllegalArgumentException(
          "%s: column [%s] exists already".formatted(this, getOutputCol()));
    }
    return schema.add(getOutputCol(), DataTypes.DoubleType, true);
  }

  /** Computes the output column. */
  default Dataset<Row> withOutput(Dataset<?> dataset, UnaryOperator<Column> function) {
    Column input = col(getInputCol());
    Dataset<Row> rows = dataset.toDF();
    Column output = when(input.isNotNull(), function.apply(input).cast("double"));
    return switch (getHandleInvalid()) {
      case "skip" -> rows.filter(input.isNotNull()).withColumn(getOutputCol(), output);
      case "keep" -> rows.withColumn(getOutputCol(), output);
      default ->
          rows.withColumn(
              getOutputCol(),
              output.otherwise(raise_error(lit("column [" + getInputCol() + "] is null"))));
    };
  }

  @SuppressWarnings("unchecked")
  private S with(Param<String> param, String value) {
    set(param, requireNonNull(value, param.name()));
    return (S) this;
  }
}
