package io.dlpipelines.training;

import java.time.Duration;
import java.util.Iterator;
import org.apache.spark.TaskContext;

/**
 * Encoded rows in memory-mapped files of this executor. Tasks that train on the same rows share
 * them; each has its own spool, which is closed when the task ends.
 */
public final class Spool implements AutoCloseable {
  static final LeasePool<String, SpoolFiles> SHARED =
      new LeasePool<>(Duration.ofSeconds(60), SpoolFiles::close);

  private final LeasePool<String, SpoolFiles>.Lease lease;
  private final RowLayout layout;
  private final SpooledRows training;
  private final SpooledRows validation;

  private Spool(LeasePool<String, SpoolFiles>.Lease lease, RowLayout layout) {
    this.lease = lease;
    this.layout = layout;
    training = new SpooledRows(lease.value().training(), layout);
    validation = new SpooledRows(lease.value().validation(), layout);
  }

  static Spool open(SpoolSource source, Iterator<byte[]> blocks, TaskContext context)
      throws Exception {
    return new Spool(
        SHARED.lease(
            source.id(),
            () -> SpoolFiles.write(source, blocks, context),
            context::killTaskIfInterrupted),
        source.layout());
  }

  /**
   * Where cells lie in rows.
   *
   * @return the layout
   */
  public RowLayout layout() {
    return layout;
  }

  /**
   * The rows to train on.
   *
   * @return valid until the task ends
   */
  public SpooledRows training() {
    return training;
  }

  /**
   * The rows to validate with.
   *
   * @return valid until the task ends; none if the rows are not split
   */
  public SpooledRows validation() {
    return validation;
  }

  @Override
  public void close() {
    training.close();
    validation.close();
    lease.close();
  }
}
