package io.dlpipelines.tensorflow.safety;

import io.dlpipelines.tensorflow.runtime.ModelTrial;
import io.dlpipelines.tensorflow.runtime.TrialModel;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Tries models that come from elsewhere before they are loaded. */
public final class SafeModel {

  private SafeModel() {}

  /**
   * Tries a model in a process of its own, unless it is known as good, or the Spark configuration
   * says that nothing is tried.
   *
   * @param model the model
   * @param stated how many rows its constants state, asked when it is known that it can be loaded;
   *     0 if any number
   * @param source what errors call it
   * @return how many rows it takes at once, and would fail or end the process with others; 0 if any
   *     number
   * @throws IllegalArgumentException if it ends or blocks the process
   * @throws IllegalStateException if there can be no process to try it in
   */
  public static int require(TrialModel model, IntSupplier stated, String source) {
    if (!areTried()) {
      return stated.getAsInt();
    }
    try {
      ModelTrial trial = new ModelTrial(SafetySettings.trialFolder(), SafetySettings.trialTime());
      Optional<String> problem = trial.problem(model, stated);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(
            "%s is not loaded, since it was tried in a process of its own, and %s. Fetch what comes before that operation (sliceAt) or save the model without it, if the file was written by TensorFlow and copied whole."
                .formatted(source, problem.get()));
      }
      return trial.takesOneRow(model) ? 1 : stated.getAsInt();
    } catch (ModelTrial.NoProcessException forbidden) {
      throw new IllegalStateException(
          "%s cannot be tried in a process of its own: %s. Where there can be none, set the Spark configuration %s=false; a model that ends TensorFlow's process then ends the application."
              .formatted(source, forbidden.getMessage(), SafetySettings.TRIAL),
          forbidden);
    }
  }

  /**
   * Whether the Spark configuration says that models are tried.
   *
   * @return false if {@link #require} does nothing
   */
  public static boolean areTried() {
    return SafetySettings.trial();
  }

  /**
   * Notes that a model is in use here, so that it need not be tried when it is loaded again.
   *
   * @param model the model
   */
  public static void trust(TrialModel model) {
    ModelTrial.trust(model);
  }
}
