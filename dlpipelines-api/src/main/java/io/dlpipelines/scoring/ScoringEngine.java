package io.dlpipelines.scoring;

import java.io.Serializable;
import java.util.List;
import java.util.function.LongConsumer;

/** Opens models where they are scored. A value: equal engines open equal models alike. */
public interface ScoringEngine extends Serializable {

  /**
   * Takes hold of a model, which is loaded if no other task on this executor has done so.
   *
   * @param model where its files are
   * @param feeds the names of the tensors that will be fed, in order
   * @param fetches the names of the tensors that will be fetched, in order
   * @param onLoad told the nanoseconds that loading took, if this call had to load
   * @return the model, to be closed by the caller
   */
  Scorer open(ModelReference model, List<String> feeds, List<String> fetches, LongConsumer onLoad);
}
