package io.dlpipelines.tensorflow.keras.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class EinsumTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ...i,ij->...j;          4 2; ABCi,ij->ABCj
          ...ij,...jk->...ik;     4 3; ABij,Bjk->ABik
          ab...,bc->ac...;        5 2; abABC,bc->acABC
          A...i,ij->A...j;        4 2; ABCi,ij->ABCj
          ...i,ij->...j;          2 2; Ai,ij->Aj
          ab,bc->ac;              2 2; ab,bc->ac
          ...ijk,ij->...k;        2 2; ...ijk,ij->...k
          """)
  void everyAxisGetsALabel(String equation, String ranks, String explicit) {
    List<Shape> shapes = new ArrayList<>();
    for (String rank : ranks.strip().split(" ")) {
      shapes.add(Shape.of(new long[Integer.parseInt(rank)]));
    }
    assertThat(Einsum.explicit(equation.strip(), shapes)).isEqualTo(explicit);
  }
}
