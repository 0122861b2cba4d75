package io.dlpipelines.training;

import java.io.Serializable;

/** What an executor must know of encoded rows to spool them. */
record SpoolSource(String id, RowLayout layout, long rows) implements Serializable {

  static SpoolSource of(SharedBlocks shared) {
    EncodingSummary all = shared.summary();
    return new SpoolSource(
        shared.id(), shared.spec().layout(), all.trainingRows() + all.validationRows());
  }

  long byteCount() {
    return rows * layout.rowBytes();
  }
}
