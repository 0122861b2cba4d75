package io.dlpipelines.tensorflow.keras.layer.recurrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.tensorflow.keras.network.CallArguments;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Cells of which each takes what the one before gives. */
final class StackedCells extends Cell {
  private final List<Cell> cells = new ArrayList<>();

  StackedCells(LayerConfig config) {
    super(config);
    JsonNode all = config.get("cells", JsonNodeFactory.instance.arrayNode());
    all.forEach(each -> cells.add(cell(config, each)));
    if (cells.isEmpty()) {
      throw config.invalid("[cells] is %s; it must be a list of cells".formatted(all));
    }
    if (config.find("reverse_state_order").map(JsonNode::asBoolean).orElse(false)) {
      throw config.invalid("[reverse_state_order] is true, which Keras no longer has");
    }
  }

  /** A cell that is a setting of a layer. */
  static Cell cell(LayerConfig config, JsonNode json) {
    if (config.layer(json) instanceof Cell cell) {
      return cell;
    }
    throw config.invalid("[%s] is no cell".formatted(json.path("class_name").asText()));
  }

  @Override
  int rank() {
    return cells.get(0).rank();
  }

  @Override
  long[] outputSizes(long[] inputSizes) {
    long[] sizes = inputSizes;
    for (Cell cell : cells) {
      sizes = cell.outputSizes(sizes);
    }
    return sizes;
  }

  @Override
  Recurrence open(LayerCall call, Operand<TInt32> batch, long[] inputSizes) {
    LayerCall list = call.part("cells", this, CallArguments.of(List.of()));
    List<Recurrence> opened = new ArrayList<>();
    long[] sizes = inputSizes;
    for (int index = 0; index < cells.size(); index++) {
      Cell cell = cells.get(index);
      opened.add(
          cell.open(
              list.part(String.valueOf(index), cell, CallArguments.of(List.of())), batch, sizes));
      sizes = cell.outputSizes(sizes);
    }
    return new Stack(opened);
  }

  /** States of the first cell come first. */
  private record Stack(List<Recurrence> cells) implements Recurrence {

    @Override
    public List<Operand<TFloat32>> zeroStates() {
      return cells.stream().flatMap(cell -> cell.zeroStates().stream()).toList();
    }

    @Override
    public int output() {
      Recurrence last = cells.get(cells.size() - 1);
      return zeroStates().size() - last.zeroStates().size() + last.output();
    }

    @Override
    public Operand<TFloat32> project(StepScope scope, Operand<TFloat32> x, boolean sequence) {
      return cells.get(0).project(scope, x, sequence);
    }

    @Override
    public List<Operand<TFloat32>> step(
        StepScope scope, Operand<TFloat32> projected, List<Operand<TFloat32>> states) {
      List<Operand<TFloat32>> next = new ArrayList<>();
      Operand<TFloat32> x = projected;
      int from = 0;
      for (Recurrence cell : cells) {
        int to = from + cell.zeroStates().size();
        Operand<TFloat32> input = from == 0 ? x : cell.project(scope, x, false);
        List<Operand<TFloat32>> own = cell.step(scope, input, states.subList(from, to));
        x = own.get(cell.output());
        next.addAll(own);
        from = to;
      }
      return next;
    }
  }
}
