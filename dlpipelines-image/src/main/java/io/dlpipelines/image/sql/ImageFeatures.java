package io.dlpipelines.image.sql;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.tensorflow.sql.DLPipelinesExtensions;
import io.dlpipelines.tensorflow.sql.StageFunction;
import java.util.List;
import org.apache.spark.ml.Transformer;

/**
 * The SQL function {@code image_features(image, 'modelName')}: what {@link DeepImageFeaturizer}
 * makes of an image. {@link DLPipelinesExtensions} adds it.
 */
public final class ImageFeatures implements StageFunction {

  /** Made by {@link java.util.ServiceLoader}. */
  public ImageFeatures() {}

  @Override
  public String name() {
    return "image_features";
  }

  @Override
  public String description() {
    return "The features of an image (an image struct, an encoded file, or its URI) by a named"
        + " network, or by that of modelPath.";
  }

  @Override
  public List<String> positional() {
    return List.of("image", "modelName");
  }

  @Override
  public Transformer stage() {
    return new DeepImageFeaturizer().setInputCol("image").setOutputCol("features");
  }
}
