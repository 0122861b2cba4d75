package io.dlpipelines.tensor;

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

  private enum Kind {
    SCALAR,
    ARRAY,
    VECTOR,
    BYTES,
    IMAGE
  }

  private ColumnCells(Kind kind, ElementType element, int rank) {
    this.kind = kind;
    this.element = element;
    this.rank = rank;
  }

  /**
   * The cells of a column that is fed to a tensor.
   *
   * @param column the column's type
   * @param target the tensor's element type
   * @return empty if this type cannot be fed to it: no such conversion, or one that loses
   */
  public static Optional<ColumnCells> find(DataType column, Dtype target) {
    return find(column, target == Dtype.UINT8).filter(cells -> cells.element.canFeed(target));
  }

  private static Optional<ColumnCells> find(DataType column, boolean bytesAsNumbers) {
    if (column.equals(SQLDataTypes.VectorType())) {
      return Optional.of(new ColumnCells(Kind.VECTOR, ElementType.DOUBLE, 1));
    }
    if (isImage(column)) {
      return Optional.of(new ColumnCells(Kind.IMAGE, ElementType.UNSIGNED_BYTE, 3));
    }
    if (column instanceof BinaryType && bytesAsNumbers) {
      return Optional.of(new ColumnCells(Kind.BYTES, ElementType.UNSIGNED_BYTE, 1));
    }
    DataType leaf = column;
    int depth = 0;
    while (leaf instanceof ArrayType array) {
      leaf = array.elementType();
      depth++;
    }
    int rank = depth;
    return ElementType.find(leaf)
        .map(type -> new ColumnCells(rank == 0 ? Kind.SCALAR : Kind.ARRAY, type, rank));
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
   * Whether cells are flat by nature, as vectors are, so that the tensor's shape decides.
   *
   * @return true for vectors and binary
   */
  public boolean isFlat() {
    return kind == Kind.VECTOR || kind == Kind.BYTES;
  }

  /**
   * How the cells are read.
   *
   * @param target the tensor's element type
   * @return opens an encoder for each task
   */
  public CellSource source(Dtype target) {
    ElementType type = element;
    int depth = rank;
    return switch (kind) {
      case SCALAR ->
          target == Dtype.STRING ? StringCells.scalar(type) : () -> new ScalarCells(type, target);
      case ARRAY ->
          target == Dtype.STRING
              ? () -> NestedCells.ofStrings(type, depth)
              : () -> NestedCells.ofNumbers(new NumberWriter(type, target), depth);
      case VECTOR -> () -> new VectorCells(target);
      case BYTES -> () -> new BytesCells();
      case IMAGE -> () -> new ImageStructCells(target);
    };
  }
}
