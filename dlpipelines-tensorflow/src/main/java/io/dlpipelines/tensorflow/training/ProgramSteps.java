package io.dlpipelines.tensorflow.training;

import io.dlpipelines.scoring.DeviceMemoryException;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensorflow.runtime.BatchTensors;
import io.dlpipelines.tensorflow.runtime.GradientSum;
import io.dlpipelines.tensorflow.runtime.TrainingSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The steps of a program: of a batch at once, or of its parts where the device's memory does not
 * suffice. The mean of the parts' gradients is the gradient of the batch, for losses that are means
 * over rows. Layers that compute with the whole batch, such as batch normalization, see a part.
 */
final class ProgramSteps {
  private final TrainingProgram program;
  private final TrainingSession session;
  private final FittingRows trained;
  private final FittingRows evaluated;
  private final GradientSum gradients;
  private final double[] sums;
  private final Map<String, Number> numbers = new HashMap<>();

  ProgramSteps(TrainingProgram program, TrainingSession session, Consumer<String> notices) {
    this.program = program;
    this.session = session;
    trained = new FittingRows("training step", notices);
    evaluated = new FittingRows("validation step", notices);
    gradients =
        new GradientSum(
            program.gradients().stream().map(ProgramGradient::tensor).toList(),
            program.gradients().stream().map(ProgramGradient::placeholder).toList());
    sums = new double[program.metrics().size()];
  }

  /** Changes the variables by a batch. The sums are valid until the next call. */
  double[] train(BatchTensors batch, double learningRate, long step) {
    numbers.put(TrainingProgram.LEARNING_RATE, (float) learningRate);
    numbers.put(TrainingProgram.STEP, step);
    trained.compute(
        batch.rows(),
        atOnce -> {
          Arrays.fill(sums, 0);
          if (atOnce == batch.rows()) {
            trainWhole(batch, step);
          } else {
            trainInParts(batch, atOnce);
          }
        });
    return sums;
  }

  private void trainWhole(BatchTensors batch, long step) {
    try {
      session.step(
          batch, numbers, TrainingProgram.TRAIN_SUMS, Optional.of(TrainingProgram.TRAIN), sums);
    } catch (DeviceMemoryException full) {
      if (program.gradients().isEmpty()) {
        throw new IllegalStateException(
            "A training step of %d rows does not fit into the memory of the device: %s. It cannot be computed from parts, since the graph changes its variables itself (trainOp). Set batchSize to less."
                .formatted(batch.rows(), full.getMessage()),
            full);
      }
      if (hasBegun(step)) {
        throw new IllegalStateException(
            "The memory of the device ran out while the variables were changed: %s. Set batchSize to less than %d."
                .formatted(full.getMessage(), batch.rows()),
            full);
      }
      throw full;
    }
  }

  private boolean hasBegun(long step) {
    ProgramVariable begun =
        program.variables().stream()
            .filter(each -> each.name().equals(TrainingProgram.BEGUN))
            .findFirst()
            .orElseThrow();
    TensorBuffer value = session.read(List.of(begun.tensor())).get(0);
    return ByteBuffer.wrap(value.bytes()).order(ByteOrder.nativeOrder()).getFloat() == (float) step;
  }

  private void trainInParts(BatchTensors batch, int atOnce) {
    gradients.clear();
    inParts(
        batch,
        atOnce,
        part ->
            session.addGradients(
                part,
                numbers,
                TrainingProgram.TRAIN_SUMS,
                TrainingProgram.UPDATE_LAYERS,
                gradients,
                part.rows() / (float) batch.rows(),
                sums));
    session.update(gradients, numbers, TrainingProgram.UPDATE);
  }

  /** Scores a batch. The sums are valid until the next call. */
  double[] evaluate(BatchTensors batch) {
    evaluated.compute(
        batch.rows(),
        atOnce -> {
          Arrays.fill(sums, 0);
          inParts(batch, atOnce, this::evaluatePart);
        });
    return sums;
  }

  private void evaluatePart(BatchTensors part) {
    session.step(part, Map.of(), TrainingProgram.EVALUATE_SUMS, Optional.empty(), sums);
  }

  private static void inParts(BatchTensors batch, int atOnce, Consumer<BatchTensors> computation) {
    if (atOnce == batch.rows()) {
      computation.accept(batch);
      return;
    }
    for (int first = 0; first < batch.rows(); first += atOnce) {
      try (BatchTensors part = batch.part(first, Math.min(atOnce, batch.rows() - first))) {
        computation.accept(part);
      }
    }
  }
}
