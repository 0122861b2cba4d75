package io.dlpipelines.tensorflow;

import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** How the cells of a column lie in a tensor, and how they are read. */
record ColumnFeed(FeedLayout layout, CellSource cells) {
  private static final String DECODE_IMAGES =
      "Encoded images and their paths are decoded by DeepImagePredictor, DeepImageFeaturizer,"
          + " KerasImageFileTransformer and TFImageTransformer; in SQL call image_predict(%1$s,"
          + " modelPath => '...') or image_features(%1$s, modelPath => '...').";

  /** What does not fit, in the parts of which a stage makes its message. */
  static final class MismatchException extends Exception {
    private final String problem;
    private final transient Object available;
    private final String cure;

    private MismatchException(String problem, Object available, String cure) {
      super(problem);
      this.problem = problem;
      this.available = available;
      this.cure = cure;
    }

    String problem() {
      return problem;
    }

    Object available() {
      return available;
    }

    String cure() {
      return cure;
    }
  }

  static ColumnFeed of(StructField field, TensorSpec tensor) throws MismatchException {
    String problem =
        "column [%s] of type %s cannot be fed to tensor [%s]"
            .formatted(field.name(), field.dataType().simpleString(), tensor);
    ColumnCells cells =
        ColumnCells.find(field.dataType(), tensor.dtype())
            .orElseThrow(
                () ->
                    new MismatchException(
                        problem,
                        "widening of numbers and double to float, nothing else",
                        holdsImages(field, tensor)
                            ? DECODE_IMAGES.formatted(field.name())
                            : "Cast the column."));
    FeedLayout layout =
        FeedLayout.of(tensor.shape(), cells.rank())
            .orElseThrow(
                () ->
                    new MismatchException(
                        problem,
                        "a cell of %d dimensions".formatted(cells.rank()),
                        "Nest the arrays as the tensor is, or give a flat vector."));
    requireElements(field, layout.cell(), problem);
    return new ColumnFeed(layout, cells.source());
  }

  /** Whether a tensor [batch, height, width, channels] meets what may be files or their names. */
  private static boolean holdsImages(StructField field, TensorSpec tensor) {
    boolean isFile =
        field.dataType().equals(DataTypes.BinaryType)
            || field.dataType().equals(DataTypes.StringType);
    return isFile && tensor.shape().rankKnown() && tensor.shape().rank() == 4;
  }

  /** Of vectors it is often known how long they are. */
  private static void requireElements(StructField field, TensorShape cell, String problem)
      throws MismatchException {
    long wanted = cell.rankKnown() ? cell.elementCount() : TensorShape.UNKNOWN;
    int length =
        field.dataType().equals(SQLDataTypes.VectorType())
            ? AttributeGroup.fromStructField(field).size()
            : -1;
    if (wanted != TensorShape.UNKNOWN && length >= 0 && length != wanted) {
      throw new MismatchException(
          problem,
          "vectors of %d values, and %d are taken".formatted(length, wanted),
          "Give another column, or another model.");
    }
  }
}
