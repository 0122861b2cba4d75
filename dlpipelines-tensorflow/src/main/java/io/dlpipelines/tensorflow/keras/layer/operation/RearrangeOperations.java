package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Axes by names, as in {@code b (h p) w -> b h (p w)}. */
final class RearrangeOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of("einops.Rearrange", Operation.of("tensor pattern", RearrangeOperations::rearrange));

  private static final Pattern GROUP = Pattern.compile("\\w+|\\([^()]*\\)");
  private static final Pattern NAME = Pattern.compile("\\w+");

  private RearrangeOperations() {}

  private static List<List<String>> groups(String side) {
    return GROUP
        .matcher(side)
        .results()
        .map(group -> NAME.matcher(group.group()).results().map(name -> name.group()).toList())
        .toList();
  }

  private static Operand<? extends TType> rearrange(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("tensor");
    String pattern = call.orThrow("pattern").asText();
    String[] sides = pattern.split("->", -1);
    List<List<String>> from = groups(sides[0]);
    List<String> names = from.stream().flatMap(List::stream).toList();
    if (sides.length != 2 || from.size() != TensorOps.rank(x)) {
      throw call.invalid(
          "its pattern [%s] does not fit its input %s".formatted(pattern, x.shape()));
    }
    Map<String, Operand<TInt32>> sizes = sizes(call, x, from);
    List<List<String>> to = groups(sides[1]);
    int[] order = to.stream().flatMap(List::stream).mapToInt(names::indexOf).toArray();
    if (order.length != names.size() || Arrays.stream(order).anyMatch(axis -> axis < 0)) {
      throw call.invalid("its pattern [%s] has other axes on its two sides".formatted(pattern));
    }
    List<Operand<TInt32>> results = new ArrayList<>();
    to.forEach(group -> results.add(product(ops, group, sizes)));
    Operand<? extends TType> split = ops.reshape(x, names.stream().map(sizes::get).toList());
    return ops.reshape(ops.transpose(split, order), results);
  }

  /** The size of each name; one of a group may be left to find. */
  private static Map<String, Operand<TInt32>> sizes(
      OperationCall call, Operand<? extends TType> x, List<List<String>> groups) {
    TensorOps ops = call.ops();
    List<Operand<TInt32>> whole = ops.sizes(x);
    Map<String, Operand<TInt32>> sizes = new HashMap<>();
    for (int axis = 0; axis < groups.size(); axis++) {
      List<String> group = groups.get(axis);
      List<String> known = group.stream().filter(call::has).toList();
      known.forEach(name -> sizes.put(name, call.tf().constant(call.integer(name))));
      Operand<TInt32> rest = call.tf().math.floorDiv(whole.get(axis), product(ops, known, sizes));
      for (String name : group) {
        if (!known.contains(name)) {
          sizes.put(name, rest);
        }
      }
      if (group.size() > known.size() + 1) {
        throw call.invalid("the sizes of %s are not said".formatted(group));
      }
    }
    return sizes;
  }

  private static Operand<TInt32> product(
      TensorOps ops, List<String> names, Map<String, Operand<TInt32>> sizes) {
    Operand<TInt32> product = null;
    for (String name : names) {
      product = product == null ? sizes.get(name) : ops.tf().math.mul(product, sizes.get(name));
    }
    return product == null ? ops.tf().constant(1) : product;
  }
}
