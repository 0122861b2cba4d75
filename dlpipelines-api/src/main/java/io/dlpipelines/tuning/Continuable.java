package io.dlpipelines.tuning;

import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;

/**
 * An estimator that can go on where a fit of its own ended. {@link HalvingSearch} then goes on from
 * rung to rung instead of starting over.
 *
 * @param <M> what it fits
 */
public interface Continuable<M extends Model<M>> {

  /**
   * Fits further.
   *
   * @param fitted what an estimator with the same Params, but a smaller resource, has fitted to the
   *     same rows; it is not changed
   * @param dataset the rows
   * @return the model, as if it had been fitted with this estimator's resource from the start, or
   *     nearly so
   */
  M fitFurther(M fitted, Dataset<?> dataset);
}
