package io.dlpipelines.tensorflow.keras.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jhdf.api.Attribute;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes attributes of text. h5py marks the bytes that Keras gives it as ASCII, and they are UTF-8
 * whatever the mark says.
 */
final class Hdf5Texts {
  private static final byte[] VARIABLE_LENGTH_UTF_8 = {
    // Class and version, string in UTF-8, size of a reference into the heap.
    0x19,
    0x01,
    0x01,
    0x00,
    16,
    0,
    0,
    0,
    // Its elements: unsigned bytes.
    0x10,
    0x00,
    0x00,
    0x00,
    1,
    0,
    0,
    0,
    0,
    0,
    8,
    0
  };

  private final HdfBackingStorage storage;

  Hdf5Texts(HdfBackingStorage storage) {
    this.storage = storage;
  }

  /** A text, an array of texts, or what else the attribute holds. */
  Object of(Attribute attribute) {
    if (attribute.getDataType() instanceof StringData type) {
      return fixedLength(attribute.getBuffer(), type);
    }
    if (attribute.getDataType() instanceof VariableLength type && type.isVariableLengthString()) {
      ByteBuffer utf8 = ByteBuffer.wrap(VARIABLE_LENGTH_UTF_8).order(ByteOrder.LITTLE_ENDIAN);
      return new VariableLength(utf8)
          .fillData(attribute.getBuffer(), attribute.getDimensions(), storage);
    }
    return attribute.getData();
  }

  private static String[] fixedLength(ByteBuffer buffer, StringData type) {
    String[] texts = new String[buffer.remaining() / type.getSize()];
    for (int index = 0; index < texts.length; index++) {
      ByteBuffer text = buffer.slice(buffer.position() + index * type.getSize(), type.getSize());
      type.getStringPaddingHandler().setBufferLimit(text);
      texts[index] = UTF_8.decode(text).toString();
    }
    return texts;
  }
}
