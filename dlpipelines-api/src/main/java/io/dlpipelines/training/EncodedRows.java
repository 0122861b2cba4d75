package io.dlpipelines.training;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;

/**
 * A hold on the rows of a Dataset, encoded and kept on the disks of the executors. Fits of the same
 * rows, at the same time or one soon after the other, share them. They are given up when nobody has
 * held them for a minute.
 *
 * <p>Two Datasets have the same rows if they are the same computation on the same sources. A file
 * or table that is opened twice counts as two sources, since it may have changed. As with Spark's
 * own cache, a Dataset whose source changes meanwhile keeps its rows. A Dataset that is not
 * deterministic shares its rows only with itself.
 */
public final class EncodedRows implements AutoCloseable {
  static final LeasePool<Key, SharedBlocks> SHARED =
      new LeasePool<>(Duration.ofSeconds(60), SharedBlocks::unpersist);

  private final LeasePool<Key, SharedBlocks>.Lease lease;
  private final SharedBlocks shared;

  /** What makes two fits share rows. */
  record Key(DatasetPlan.Key rows, EncodingSpec spec) {}

  private EncodedRows(LeasePool<Key, SharedBlocks>.Lease lease) {
    this.lease = lease;
    shared = lease.value();
  }

  /**
   * Takes hold of a Dataset's rows and encodes them, unless that is done. Called on the driver.
   *
   * @param dataset the rows
   * @param spec what they become; its feeds name columns of the Dataset
   * @return to be closed when the fit is done
   * @throws IllegalArgumentException if the column that splits the rows is not boolean
   */
  public static EncodedRows lease(Dataset<?> dataset, EncodingSpec spec) {
    DatasetPlan plan = new DatasetPlan(dataset, spec);
    try {
      return new EncodedRows(
          SHARED.lease(new Key(plan.key(), spec), () -> SharedBlocks.encode(plan, spec), () -> {}));
    } catch (Exception failure) {
      throw Unchecked.rethrow(failure);
    }
  }

  /**
   * How many rows there are of each kind.
   *
   * @return the counts
   */
  public EncodingSummary summary() {
    return shared.summary();
  }

  /**
   * Why the rows cannot be trained on.
   *
   * @return empty if they can
   */
  public Optional<DataProblem> findProblem() {
    return DataProblem.find(shared.spec(), shared.summary());
  }

  /**
   * Runs a job of one task on any executor, and gives it all the rows.
   *
   * @param task what to do with them
   * @param <R> what it returns
   * @return the result
   */
  public <R extends Serializable> R run(TrainingTask<R> task) {
    return run(List.of(task)).get(0);
  }

  /**
   * Runs a job of many tasks on all executors, and gives all the rows to each. Tasks of one
   * executor share the file that they are copied to.
   *
   * @param tasks what to do with the rows; if one fails, all do
   * @param <R> what they return
   * @return the results, in the order of the tasks
   */
  public <R extends Serializable> List<R> run(List<? extends TrainingTask<R>> tasks) {
    return SpoolJob.run(shared, tasks);
  }

  /** Lets go of the rows. Called more than once. */
  @Override
  public void close() {
    lease.close();
  }
}
