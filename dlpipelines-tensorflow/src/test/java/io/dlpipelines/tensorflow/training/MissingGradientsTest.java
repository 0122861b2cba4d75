package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of weights that the loss cannot be derived by. */
class MissingGradientsTest {
  @Test
  void namesTheLayerThatHasNoGradient() {
    assertThatThrownBy(() -> between("Cumprod", "{name: 'between', axis: 1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Layer [between] of model [net] cannot be trained through: TensorFlow has no gradient"
                + " of its operation Cumprod, or a wrong one for what it is set to. Set"
                + " trainableLayers to layers after it.");
  }

  @Test
  void weightsBeforeStepsStayAsTheyAre() {
    try (ProgramRun run = between("Round", "{name: 'between'}")) {
      double[] before = run.weight("before/kernel");
      double[] after = run.weight("after/kernel");
      run.train(0.1, 2, new double[] {1, 2, 3, -1, 4, 2}, new double[] {1, 2, 3, 4});
      assertThat(run.weight("before/kernel")).isEqualTo(before);
      assertThat(run.weight("after/kernel")).isNotEqualTo(after);
    }
  }

  @Test
  void somethingIsTrained() {
    assertThatThrownBy(() -> network("Round", "{name: 'between'}", "between"))
        .hasMessage(
            "The loss of model [net] changes with none of the weights [before/kernel,"
                + " before/bias, after/kernel, after/bias], or by steps alone.");
  }

  private static ProgramRun between(String operation, String settings) {
    return network(operation, settings, "after");
  }

  /** A dense layer, an operation and a dense layer, up to one of them. */
  private static ProgramRun network(String operation, String settings, String output) {
    Network network =
        NetworkRun.network(
            """
            {class_name: 'Functional', config: {name: 'net', layers: [
              {class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, 3]}},
              {class_name: 'Dense', config: {name: 'before', units: 2},
                inbound_nodes: [[['x', 0, 0, {}]]]},
              {module: 'keras.src.ops.numpy', class_name: '%s', name: 'between', config: %s,
                inbound_nodes: [{args: [{class_name: '__keras_tensor__',
                  config: {keras_history: ['before', 0, 0]}}], kwargs: {}}]},
              {class_name: 'Dense', config: {name: 'after', units: 2},
                inbound_nodes: [[['between', 0, 0, {}]]]}],
              input_layers: [['x', 0, 0]], output_layers: [['%s', 0, 0]]}}
            """
                .formatted(operation, settings, output));
    return ProgramRun.of(
        network,
        new long[] {3},
        new TrainingObjective(
            List.of(new OutputObjective(Losses.of("mse"), 1, List.of())),
            false,
            Map.of(),
            false,
            Optimizers.of("sgd"),
            GradientClipping.NONE,
            1));
  }
}
