package io.dlpipelines.tensorflow.keras;

import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.keras.network.InputLayer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerTensor;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model as a table of its layers. */
final class ModelSummary {
  private static final List<String> HEAD =
      List.of("Layer (type)", "Output Shape", "Param #", "Connected to");
  private static final String GAP = "  ";

  private final WeightedNetwork model;
  private final Network network;

  private ModelSummary(WeightedNetwork model) {
    this.model = model;
    this.network = model.network();
  }

  static String of(WeightedNetwork model) {
    return new ModelSummary(model).text();
  }

  private String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    network.layers().forEach(layer -> rows.add(row(layer)));
    // In a stack each layer is connected to the one above.
    int columns = network.sequential() ? HEAD.size() - 1 : HEAD.size();
    int[] widths =
        IntStream.range(0, columns)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    String rule = "-".repeat(Arrays.stream(widths).sum() + GAP.length() * (columns - 1));
    List<String> lines = new ArrayList<>();
    lines.add("Model: \"%s\"".formatted(network.name()));
    lines.add(rule);
    for (List<String> row : rows) {
      lines.add(line(row, widths));
      if (row == HEAD) {
        lines.add(rule);
      }
    }
    lines.add(rule);
    lines.add("Total params: " + count(weight -> true));
    lines.add("Trainable params: " + count(network::trains));
    lines.add("Non-trainable params: " + count(weight -> !network.trains(weight)));
    return String.join("\n", lines);
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(
            column -> {
              String padding = " ".repeat(widths[column] - row.get(column).length());
              return column == 2 ? padding + row.get(column) : row.get(column) + padding;
            })
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private List<String> row(Layer layer) {
    return List.of(
        "%s (%s)".formatted(layer.name(), layer.config().className()),
        outputs(layer),
        count(weight -> weight.owner().get(0).equals(layer.name())),
        connections(layer));
  }

  private String outputs(Layer layer) {
    List<String> shapes =
        layer instanceof InputLayer input
            ? input.shape().stream().map(shape -> shape(TensorShape.of(shape.asArray()))).toList()
            : model.graph().tensors().stream()
                .filter(
                    tensor ->
                        tensor.layer().equals(List.of(layer.name())) && tensor.application() == 0)
                .map(LayerTensor::shape)
                .map(ModelSummary::shape)
                .toList();
    return shapes.size() == 1 ? shapes.get(0) : shapes.toString();
  }

  private static String shape(TensorShape shape) {
    return shape.rankKnown()
        ? Arrays.stream(shape.toArray())
            .mapToObj(size -> size < 0 ? "None" : String.valueOf(size))
            .collect(Collectors.joining(", ", "(", ")"))
        : "?";
  }

  private String connections(Layer layer) {
    return network.nodes().stream()
        .filter(node -> node.layer().equals(layer.name()))
        .flatMap(node -> node.tensors().stream())
        .map(ModelSummary::connection)
        .collect(Collectors.joining(", "));
  }

  private static String connection(TensorReference tensor) {
    return "%s[%d][%d]".formatted(tensor.layer(), tensor.node(), tensor.index());
  }

  private String count(Predicate<WeightSpec> which) {
    long count =
        model.graph().weights().stream().filter(which).mapToLong(WeightSpec::elementCount).sum();
    return String.format(Locale.ROOT, "%,d", count);
  }
}
