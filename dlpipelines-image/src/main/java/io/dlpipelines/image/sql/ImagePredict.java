package io.dlpipelines.image.sql;

import io.dlpipelines.image.DeepImagePredictor;
import io.dlpipelines.tensorflow.sql.DLPipelinesExtensions;
import io.dlpipelines.tensorflow.sql.StageFunction;
import java.util.List;
import org.apache.spark.ml.Transformer;

/**
 * The SQL function {@code image_predict(image, 'modelName')}: what {@link DeepImagePredictor} makes
 * of an image. {@link DLPipelinesExtensions} adds it.
 */
public final class ImagePredict implements StageFunction {

  /** Made by {@link java.util.ServiceLoader}. */
  public ImagePredict() {}

  @Override
  public String name() {
    return "image_predict";
  }

  @Override
  public String description() {
    return "The probabilities of the classes of an image (an image struct, an encoded file, or its"
        + " URI) by a named network, or by that of modelPath; with decodePredictions => true the"
        + " topK most probable classes with their labels.";
  }

  @Override
  public List<String> positional() {
    return List.of("image", "modelName");
  }

  @Override
  public Transformer stage() {
    return new DeepImagePredictor().setInputCol("image").setOutputCol("predictions");
  }
}
