package io.dlpipelines.tensorflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.runtime.LoadedTensorFlow;
import org.apache.spark.ml.param.Params;

/** A Param that holds a Keras model, saved with the stage. */
public final class KerasModelParam extends DataParam<KerasModel> {
  private static final String KIND = "KERAS";

  /**
   * Makes the Param.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what the model is for
   */
  public KerasModelParam(Params owner, String name, String doc) {
    super(owner, name, doc);
  }

  @Override
  public SavedData toSaved(KerasModel value) {
    return new SavedData(
        "TensorFlow " + LoadedTensorFlow.version(),
        JsonNodeFactory.instance.objectNode().put("kind", KIND),
        value.toFiles());
  }

  @Override
  public KerasModel fromSaved(SavedData saved) {
    return KerasModel.fromFiles(saved.files());
  }
}
