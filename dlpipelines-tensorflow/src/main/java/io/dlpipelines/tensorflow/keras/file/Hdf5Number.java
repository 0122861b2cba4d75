package io.dlpipelines.tensorflow.keras.file;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.Reference;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Types of numbers in HDF5 files, each of which is converted to 32-bit floats. */
enum Hdf5Number {
  FLOAT16 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return FloatingPoint.toFloat(bytes.getShort(2 * index));
    }
  },
  BFLOAT16 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return Float.intBitsToFloat(bytes.getShort(2 * index) << Short.SIZE);
    }
  },
  FLOAT32 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return bytes.getFloat(4 * index);
    }
  },
  FLOAT64 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return (float) bytes.getDouble(8 * index);
    }
  },
  INT8 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return bytes.get(index);
    }
  },
  UINT8 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return Byte.toUnsignedInt(bytes.get(index));
    }
  },
  INT16 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return bytes.getShort(2 * index);
    }
  },
  UINT16 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return Short.toUnsignedInt(bytes.getShort(2 * index));
    }
  },
  INT32 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return bytes.getInt(4 * index);
    }
  },
  UINT32 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return Integer.toUnsignedLong(bytes.getInt(4 * index));
    }
  },
  INT64 {
    @Override
    float at(ByteBuffer bytes, int index) {
      return bytes.getLong(8 * index);
    }
  };

  private static final int FLOAT16_EXPONENT = 5;
  private static final int BFLOAT16_EXPONENT = 8;

  /** The type of a dataset, empty if it is none of these. */
  static Optional<Hdf5Number> of(DataType type) {
    if (type instanceof FloatingPoint floating) {
      return Optional.ofNullable(floating(floating));
    }
    if (type instanceof FixedPoint fixed) {
      return Optional.ofNullable(fixed(fixed.getSize(), fixed.isSigned()));
    }
    if (type instanceof EnumDataType) {
      // Booleans of h5py.
      return Optional.ofNullable(type.getSize() == 1 ? INT8 : null);
    }
    return type instanceof Reference && type.getSize() == UntaggedTypes.SIZE
        ? Optional.of(BFLOAT16)
        : Optional.empty();
  }

  private static Hdf5Number floating(FloatingPoint type) {
    return switch (type.getSize()) {
      case 2 ->
          switch (type.getExponentSize()) {
            case FLOAT16_EXPONENT -> FLOAT16;
            case BFLOAT16_EXPONENT -> BFLOAT16;
            default -> null;
          };
      case 4 -> FLOAT32;
      case 8 -> FLOAT64;
      default -> null;
    };
  }

  private static Hdf5Number fixed(int size, boolean signed) {
    return switch (size) {
      case 1 -> signed ? INT8 : UINT8;
      case 2 -> signed ? INT16 : UINT16;
      case 4 -> signed ? INT32 : UINT32;
      case 8 -> signed ? INT64 : null;
      default -> null;
    };
  }

  abstract float at(ByteBuffer bytes, int index);

  /** The first values of a buffer, which is in the byte order of the file. */
  float[] floats(ByteBuffer bytes, int count) {
    float[] floats = new float[count];
    for (int index = 0; index < count; index++) {
      floats[index] = at(bytes, index);
    }
    return floats;
  }
}
