package io.dlpipelines.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HalfPrecisionTest {
  private static final int RANDOM_FLOATS = 300_000;

  private enum Format {
    FLOAT16(HalfReference.FLOAT16) {
      @Override
      short encode(float value) {
        return HalfPrecision.toFloat16(value);
      }

      @Override
      float decode(short bits) {
        return HalfPrecision.fromFloat16(bits);
      }
    },
    BFLOAT16(HalfReference.BFLOAT16) {
      @Override
      short encode(float value) {
        return HalfPrecision.toBfloat16(value);
      }

      @Override
      float decode(short bits) {
        return HalfPrecision.fromBfloat16(bits);
      }
    };

    private final HalfReference reference;

    Format(HalfReference reference) {
      this.reference = reference;
    }

    abstract short encode(float value);

    abstract float decode(short bits);

    void check(float value) {
      if (Float.isNaN(value)) {
        assertThat(decode(encode(value))).isNaN();
      } else if (encode(value) != reference.encode(value)) {
        assertThat(encode(value)).as("%s of %s", this, value).isEqualTo(reference.encode(value));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyPatternDecodesAndComesBack(Format format) {
    for (int pattern = Short.MIN_VALUE; pattern <= Short.MAX_VALUE; pattern++) {
      short bits = (short) pattern;
      float value = format.decode(bits);
      assertThat(Float.floatToIntBits(value))
          .as("pattern %x", bits)
          .isEqualTo(Float.floatToIntBits(format.reference.decode(bits)));
      if (Float.isNaN(value)) {
        assertThat(format.decode(format.encode(value))).isNaN();
      } else {
        assertThat(format.encode(value)).as("pattern %x", bits).isEqualTo(bits);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void tiesAndTheirNeighboursRoundToTheNearestEven(Format format) {
    for (int bits = 0; bits < format.reference.infinity(); bits++) {
      float tie = format.reference.tieAbove(bits);
      for (float value : new float[] {Math.nextDown(tie), tie, Math.nextUp(tie)}) {
        format.check(value);
        format.check(-value);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomFloatsOfAllSizes(Format format) {
    Random random = new Random(16);
    for (int i = 0; i < RANDOM_FLOATS; i++) {
      format.check(Float.intBitsToFloat(random.nextInt()));
      format.check((float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(60) - 40));
    }
  }

  @ParameterizedTest
  @EnumSource
  void limits(Format format) {
    for (float value :
        new float[] {
          0f,
          -0f,
          Float.MIN_VALUE,
          -Float.MIN_VALUE,
          Float.MIN_NORMAL,
          Math.nextDown(Float.MIN_NORMAL),
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NaN
        }) {
      format.check(value);
    }
  }

  @Test
  void knownHalves() {
    assertThat(HalfPrecision.toFloat16(1f)).isEqualTo((short) 0x3c00);
    assertThat(HalfPrecision.toFloat16(-2f)).isEqualTo((short) 0xc000);
    assertThat(HalfPrecision.toFloat16(65504f)).isEqualTo((short) 0x7bff);
    assertThat(HalfPrecision.toFloat16(65519.996f)).isEqualTo((short) 0x7bff);
    assertThat(HalfPrecision.toFloat16(65520f)).isEqualTo((short) 0x7c00);
    assertThat(HalfPrecision.toFloat16(0x1p-24f)).isEqualTo((short) 1);
    assertThat(HalfPrecision.toFloat16(0x1p-25f)).isEqualTo((short) 0);
    assertThat(HalfPrecision.toFloat16(-0x1p-26f)).isEqualTo((short) 0x8000);
    assertThat(HalfPrecision.toBfloat16(1f)).isEqualTo((short) 0x3f80);
    assertThat(HalfPrecision.toBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
    assertThat(HalfPrecision.toBfloat16(-0f)).isEqualTo((short) 0x8000);
  }

  @Test
  void aNaNWhoseUpperBitsAreThoseOfInfinityStaysNaN() {
    float almostInfinity = Float.intBitsToFloat(0x7f800001);
    assertThat(HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(almostInfinity))).isNaN();
    assertThat(HalfPrecision.fromFloat16(HalfPrecision.toFloat16(almostInfinity))).isNaN();
  }
}
