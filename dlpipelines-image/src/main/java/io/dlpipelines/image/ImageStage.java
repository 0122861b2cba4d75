package io.dlpipelines.image;

import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.param.HasOutputCol;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructType;

/**
 * A stage that scores images to one column.
 *
 * @param <S> the stage
 */
public abstract class ImageStage<S extends ImageStage<S>> extends ImageInputStage<S>
    implements HasOutputCol<S> {

  private final Param<String> outputCol = HasOutputCol.outputColParam(this);

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   */
  protected ImageStage(String uid) {
    super(uid);
  }

  @Override
  public final Param<String> outputCol() {
    return outputCol;
  }

  /**
   * Scores the input column with a graph from unsigned bytes.
   *
   * @param schema the columns
   * @param network what the images are made for
   * @param graph takes them as {@link ImageNetwork#IMAGES}
   * @param output the tensor that is fetched
   * @param form what its cells become
   * @return the plan
   * @throws IllegalArgumentException if there is no such column, or it holds no images
   */
  final ScoringPlan plan(
      StructType schema,
      ImageNetwork network,
      TFInputGraph graph,
      String output,
      OutputType.Form form) {
    return plan(schema, network, graph, List.of(fetch(graph, output, required(outputCol), form)));
  }
}
