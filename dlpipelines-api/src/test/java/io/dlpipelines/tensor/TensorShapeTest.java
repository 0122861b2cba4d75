package io.dlpipelines.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorShapeTest {
  private static final TensorShape IMAGES = TensorShape.of(TensorShape.UNKNOWN, 224, 224, 3);

  @Test
  void text() {
    assertThat(IMAGES).hasToString("[?, 224, 224, 3]");
    assertThat(TensorShape.of()).hasToString("[]");
    assertThat(TensorShape.of(0)).hasToString("[0]");
    assertThat(TensorShape.unknownRank()).hasToString("[unknown rank]");
  }

  @Test
  void sizes() {
    assertThat(IMAGES.rank()).isEqualTo(4);
    assertThat(IMAGES.dimension(0)).isEqualTo(TensorShape.UNKNOWN);
    assertThat(IMAGES.dimension(3)).isEqualTo(3);
    assertThat(IMAGES.toArray()).containsExactly(-1, 224, 224, 3);
    assertThat(TensorShape.unknownRank().toArray()).isEmpty();
  }

  @Test
  void elementsAreCountedWhereAllSizesAreKnown() {
    assertThat(IMAGES.elementCount()).isEqualTo(TensorShape.UNKNOWN);
    assertThat(IMAGES.withoutFirst().elementCount()).isEqualTo(224 * 224 * 3);
    assertThat(TensorShape.of().elementCount()).isEqualTo(1);
    assertThat(TensorShape.of(7, 0).elementCount()).isZero();
    assertThat(TensorShape.unknownRank().elementCount()).isEqualTo(TensorShape.UNKNOWN);
    assertThatThrownBy(() -> TensorShape.of(Long.MAX_VALUE, 2).elementCount())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void withoutFirstIsTheCellOfABatch() {
    assertThat(IMAGES.withoutFirst()).isEqualTo(TensorShape.of(224, 224, 3));
    assertThat(TensorShape.of(5).withoutFirst()).isEqualTo(TensorShape.of());
    assertThat(TensorShape.unknownRank().withoutFirst()).isEqualTo(TensorShape.unknownRank());
  }

  @Test
  void unknownRankIsNoScalar() {
    assertThat(TensorShape.unknownRank()).isNotEqualTo(TensorShape.of());
    assertThatThrownBy(() -> TensorShape.unknownRank().rank())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the rank is unknown");
  }

  @Test
  void dimensionsAreCopied() {
    List<Long> sizes = new ArrayList<>(List.of(2L, 3L));
    TensorShape shape = new TensorShape(true, sizes);
    sizes.set(0, 9L);
    shape.toArray()[1] = 9;
    assertThat(shape).isEqualTo(TensorShape.of(2, 3)).hasSameHashCodeAs(TensorShape.of(2, 3));
    assertThatThrownBy(() -> new TensorShape(true, Arrays.asList(1L, null)))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void specText() {
    TensorSpec spec = new TensorSpec("probs:0", Dtype.FLOAT32, TensorShape.of(-1, 10));
    assertThat(spec).hasToString("probs:0 FLOAT32 [?, 10]");
    assertThat(spec.withName("probs")).hasToString("probs FLOAT32 [?, 10]");
    assertThatThrownBy(() -> spec.withName(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
    assertThatThrownBy(() -> new TensorSpec("x", null, IMAGES)).hasMessage("dtype");
    assertThatThrownBy(() -> new TensorSpec("x", Dtype.BOOL, null)).hasMessage("shape");
  }

  @Test
  void dtypes() {
    for (Dtype dtype : Dtype.values()) {
      assertThat(dtype.isFloating()).isEqualTo(dtype.name().contains("FLOAT"));
      int bits =
          switch (dtype) {
            case STRING -> 0;
            case BOOL -> 8;
            default -> Integer.parseInt(dtype.name().replaceAll("\\D", ""));
          };
      assertThat(dtype.byteSize()).isEqualTo(bits / 8);
    }
  }
}
