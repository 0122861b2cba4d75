package io.dlpipelines.tensor;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * What a tensor's cells become in a column. Scalars stay scalars, ranks above one become nested
 * arrays, and {@link Form} decides about rank one. A cell of unknown rank arrives flat. Unsigned
 * numbers become the next longer type (8 bits smallint, 16 int, 32 bigint, 64 decimal(20,0)), half
 * precision float.
 *
 * @param dtype the tensor's element type
 * @param cell the static shape of one row's cell
 * @param form what rank one and strings become
 */
public record OutputType(Dtype dtype, TensorShape cell, Form form) implements Serializable {

  /**
   * What is left to choose.
   *
   * @param vectors whether floating cells of rank one become ML vectors, else arrays
   * @param binary whether strings become binary, else string
   * @param images whether unsigned bytes {@code [height, width, channels]}, blue first, become
   *     Spark's image struct
   */
  public record Form(boolean vectors, boolean binary, boolean images) implements Serializable {}

  /**
   * Rejects nulls.
   *
   * @param dtype the tensor's element type
   * @param cell the static shape of one row's cell
   * @param form what rank one and strings become
   * @throws NullPointerException if one of them is null
   */
  public OutputType {
    requireNonNull(dtype, "dtype");
    requireNonNull(cell, "cell");
    requireNonNull(form, "form");
  }

  /**
   * The column.
   *
   * @param name its name
   * @param nullable whether invalid rows leave a null in it
   * @return the field, with the vector's size in its metadata where it is known
   */
  public StructField field(String name, boolean nullable) {
    return new StructField(name, dataType(), nullable, metadata(name));
  }

  /**
   * The column's ML attributes.
   *
   * @param name the column's name
   * @return the number of features of a vector of known size, else nothing
   */
  public Metadata metadata(String name) {
    long size = cell.elementCount();
    return isVector() && size != TensorShape.UNKNOWN
        ? new AttributeGroup(name, Math.toIntExact(size)).toMetadata()
        : Metadata.empty();
  }

  /**
   * The column's type.
   *
   * @return the type of one cell
   */
  public DataType dataType() {
    if (form.images()) {
      return ImageSchema.columnSchema();
    }
    if (isVector()) {
      return SQLDataTypes.VectorType();
    }
    DataType type = elementType();
    for (int i = 0; i < rank(); i++) {
      type = DataTypes.createArrayType(type, false);
    }
    return type;
  }

  /**
   * Opens a decoder for one task.
   *
   * @param writer writes the rows that receive the cells
   * @return a new decoder
   */
  public CellDecoder open(UnsafeRowWriter writer) {
    if (form.images()) {
      return new ImageStructDecoder(writer);
    }
    if (isVector()) {
      return new VectorDecoder(dtype, writer);
    }
    return rank() == 0
        ? new ScalarDecoder(dtype, writer)
        : new NestedDecoder(dtype, rank(), writer);
  }

  private boolean isVector() {
    return form.vectors() && rank() == 1 && dtype.isFloating();
  }

  private int rank() {
    return cell.rankKnown() ? cell.rank() : 1;
  }

  private DataType elementType() {
    return switch (dtype) {
      case FLOAT16, BFLOAT16, FLOAT32 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
      case INT8 -> DataTypes.ByteType;
      case UINT8, INT16 -> DataTypes.ShortType;
      case UINT16, INT32 -> DataTypes.IntegerType;
      case INT64, UINT32 -> DataTypes.LongType;
      case UINT64 -> DataTypes.createDecimalType(UnsignedLongs.PRECISION, 0);
      case BOOL -> DataTypes.BooleanType;
      case STRING -> form.binary() ? DataTypes.BinaryType : DataTypes.StringType;
    };
  }
}
