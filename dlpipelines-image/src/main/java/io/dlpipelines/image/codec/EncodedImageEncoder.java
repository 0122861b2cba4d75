package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.Cell;
import io.dlpipelines.tensor.CellEncoder;
import io.dlpipelines.tensor.InvalidCellException;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Encodes a binary column of encoded images. */
final class EncodedImageEncoder implements CellEncoder {
  private final ImageDecoder decoder;

  EncodedImageEncoder(ImageDecoding options) {
    decoder = new ImageDecoder(options);
  }

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
    decoder.decode(row.getBinary(ordinal), cell);
  }
}
