package io.dlpipelines.training;

import java.io.Serializable;

/** What an executor must know of encoded rows to spool them. */
record SpoolSource(String id, RowLayout layout, long byteCount) implements Serializable {

  static SpoolSource of(SharedBlocks shared) {
    EncodingSummary rows = shared.summary();
    RowLayout layout = shared.spec().layout();
    return new SpoolSource(
        shared.id(), layout, (rows.trainingRows() + rows.validationRows()) * layout.rowBytes());
  }
}
