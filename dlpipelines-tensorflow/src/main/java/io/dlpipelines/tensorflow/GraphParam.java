package io.dlpipelines.tensorflow;

import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import org.apache.spark.ml.param.Params;

/** A Param that holds a graph, saved with the stage. */
public final class GraphParam extends DataParam<TFInputGraph> {

  /**
   * Makes the Param.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what the graph is for
   */
  public GraphParam(Params owner, String name, String doc) {
    super(owner, name, doc);
  }

  @Override
  public SavedData toSaved(TFInputGraph value) {
    return value.toSaved();
  }

  @Override
  public TFInputGraph fromSaved(SavedData saved) {
    return TFInputGraph.fromSaved(saved);
  }
}
