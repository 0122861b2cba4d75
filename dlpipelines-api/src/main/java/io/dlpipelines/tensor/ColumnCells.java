package io.dlpipelines.tensor;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The cells of a column of a given type: their rank, and how they are read. Numbers, booleans,
 * strings and binary are scalars, arrays have a dimension for each level, ML vectors have one (the
 * values a sparse vector leaves out are zeros), binary fed to unsigned bytes has one, and an image
 * struct is {@code [height, width, channels]} unsigned bytes in the struct's own channel order.
 */
public final class ColumnCells {
  private final Kind kind;
  private final ElementType element;
  private final int rank;
  private final Dtype target;

  private enum Kind {
    SCALAR,
    ARRAY,
    VECTOR,
    BYTES,
    IMAGE
  }

  private record Source(Kind kind, ElementType element, int rank, Dtype target)
      implements CellSource, Serializable {

    @Override
    public CellEncoder open() {
      return switch (kind) {
        case SCALAR ->
            target == Dtype.STRING ? StringCells.scalar(element) : new ScalarCells(element, target);
        case ARRAY ->
            target == Dtype.STRING
                ? NestedCells.ofStrings(element, rank)
                : NestedCells.ofNumbers(new NumberWriter(element, target), rank);
        case VECTOR -> new VectorCells(target);
        case BYTES -> new BytesCells();
        case IMAGE -> new ImageStructCells(target);
      };
    }
  }

  private ColumnCells(Kind kind, ElementType element, int rank, Dtype target) {
    this.kind = kind;
    this.element = element;
    this.rank = rank;
    this.target = target;
  }

  /**
   * The cells of a column that is fed to a tensor.
   *
   * @param column the column's type
   * @param target the tensor's element type
   * @return empty if this type cannot be fed to it: no such conversion, or one that loses
   */
  public static Optional<ColumnCells> find(DataType column, Dtype target) {
    if (column.equals(SQLDataTypes.VectorType())) {
      return of(Kind.VECTOR, ElementType.DOUBLE, 1, target);
    }
    if (isImage(column)) {
      return of(Kind.IMAGE, ElementType.UNSIGNED_BYTE, 3, target);
    }
    if (column instanceof BinaryType && target == Dtype.UINT8) {
      return of(Kind.BYTES, ElementType.UNSIGNED_BYTE, 1, target);
    }
    DataType leaf = column;
    int depth = 0;
    while (leaf instanceof ArrayType array) {
      leaf = array.elementType();
      depth++;
    }
    Kind kind = depth == 0 ? Kind.SCALAR : Kind.ARRAY;
    int rank = depth;
    return ElementType.find(leaf).flatMap(element -> of(kind, element, rank, target));
  }

  private static Optional<ColumnCells> of(Kind kind, ElementType element, int rank, Dtype target) {
    return element.canFeed(target)
        ? Optional.of(new ColumnCells(kind, element, rank, target))
        : Optional.empty();
  }

  /**
   * Whether a column holds images as Spark's image source reads them; nullability does not matter.
   *
   * @param column the column's type
   * @return true for the struct of {@link ImageSchema}
   */
  public static boolean isImage(DataType column) {
    if (!(column instanceof StructType struct)
        || struct.length() != ImageSchema.columnSchema().length()) {
      return false;
    }
    for (int i = 0; i < struct.length(); i++) {
      StructField expected = ImageSchema.columnSchema().fields()[i];
      StructField actual = struct.fields()[i];
      if (!expected.name().equals(actual.name())
          || !expected.dataType().equals(actual.dataType())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The number of dimensions of each cell.
   *
   * @return the rank
   */
  public int rank() {
    return rank;
  }

  /**
   * How the cells are read; equal for equal columns and tensors.
   *
   * @return opens an encoder for each task
   */
  public CellSource source() {
    return new Source(kind, element, rank, target);
  }
}
