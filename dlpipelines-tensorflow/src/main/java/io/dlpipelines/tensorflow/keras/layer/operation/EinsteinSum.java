package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Einsum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Einstein's summation of any number of tensors, two at a time, as TensorFlow's operation can. */
final class EinsteinSum {
  private static final String ELLIPSIS = "...";

  private EinsteinSum() {}

  static Operand<? extends TType> of(OperationCall call) {
    TensorOps ops = call.ops();
    String subscripts = call.orThrow("subscripts").asText().replace(" ", "");
    List<Operand<? extends TType>> operands = call.list("operands");
    DataType type = TensorOps.typeOf(operands.get(0));
    int arrow = subscripts.indexOf("->");
    List<String> terms =
        new ArrayList<>(
            List.of((arrow < 0 ? subscripts : subscripts.substring(0, arrow)).split(",", -1)));
    String result = arrow < 0 ? implied(terms) : subscripts.substring(arrow + 2);
    if (terms.size() != operands.size()) {
      throw call.invalid(
          "[subscripts] is %s, of %d terms; it is given %d tensors"
              .formatted(subscripts, terms.size(), operands.size()));
    }
    Operand<? extends TType> sum = ops.floating(operands.get(0));
    String term = terms.get(0);
    if (operands.size() == 1) {
      sum = summed(ops, List.of(sum), term + "->" + result);
    }
    for (int index = 1; index < operands.size(); index++) {
      boolean last = index == operands.size() - 1;
      String next = terms.get(index);
      String joined =
          last ? result : needed(term + next, terms.subList(index + 1, terms.size()), result);
      sum =
          summed(
              ops,
              List.of(sum, ops.floating(operands.get(index))),
              term + "," + next + "->" + joined);
      term = joined;
    }
    boolean bytes = type == DataType.DT_INT8;
    return ops.cast(sum, bytes ? DataType.DT_INT32 : type);
  }

  private static Operand<? extends TType> summed(
      TensorOps ops, List<Operand<? extends TType>> operands, String given) {
    String equation = Einsum.explicit(given, operands.stream().map(Operand::shape).toList());
    return ops.addOfList(
        "Einsum", operands, List.of(), builder -> builder.setAttr("equation", equation));
  }

  /** The labels that occur once, in the order of the alphabet. */
  private static String implied(List<String> terms) {
    String all = String.join("", terms);
    String once =
        all.chars()
            .filter(Character::isLetter)
            .filter(label -> all.indexOf(label) == all.lastIndexOf(label))
            .sorted()
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return (all.contains(ELLIPSIS) ? ELLIPSIS : "") + once;
  }

  /** The labels of two terms that the result or a later term has. */
  private static String needed(String both, List<String> later, String result) {
    String used = String.join("", later) + result;
    String labels =
        both.chars()
            .filter(Character::isLetter)
            .distinct()
            .filter(label -> used.indexOf(label) >= 0)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return (both.contains(ELLIPSIS) ? ELLIPSIS : "") + labels;
  }
}
