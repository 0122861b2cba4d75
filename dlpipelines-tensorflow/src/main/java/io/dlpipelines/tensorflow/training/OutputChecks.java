package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Refuses outputs that their loss can never train.
 *
 * @param output the name of the output
 * @param loss its loss
 */
record OutputChecks(String output, Loss loss) {

  /**
   * Checks the last activation.
   *
   * @throws IllegalArgumentException if the output is always the same, or has other values than the
   *     loss takes
   */
  void require(Value prediction) {
    Optional<OutputActivation> activation = OutputActivation.find(prediction.tensor());
    if (activation.isEmpty()) {
      return;
    }
    int rank = prediction.shape().numDimensions();
    if (activation.get().name().equals("softmax") && prediction.shape().get(rank - 1) == 1) {
      throw new IllegalArgumentException(
          "Output [%s] ends with softmax over one unit, which is always 1, so that nothing can be learned. End it with sigmoid where there are two classes, or give it a unit for each class."
              .formatted(output));
    }
    loss.findMisfit(activation.get())
        .ifPresent(
            misfit -> {
              throw new IllegalArgumentException(
                  "Output [%s] ends with %s, which gives %s, and %s"
                      .formatted(
                          output, activation.get().name(), activation.get().range(), misfit));
            });
  }

  /** What the targets should be like. */
  FeedExpectation targets(Value prediction) {
    if (loss.labels() == Loss.Labels.CLASSES) {
      return FeedExpectation.ANYTHING;
    }
    List<TargetRange> ranges = new ArrayList<>();
    loss.targets().ifPresent(ranges::add);
    Optional<OutputActivation> last = OutputActivation.find(prediction.tensor());
    last.filter(each -> ranges.isEmpty() && each.isBounded())
        .ifPresent(
            each ->
                ranges.add(
                    new TargetRange(
                        each.least(),
                        each.most(),
                        "output [%s] ends with %s, which gives %s"
                            .formatted(output, each.name(), each.range()),
                        "Scale the targets to that range, or end the output without activation.")));
    boolean grows = last.filter(each -> !each.isBounded()).isPresent() && ranges.isEmpty();
    return FeedExpectation.targets(grows, ranges);
  }
}
