package io.dlpipelines.training;

import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.tensor.FeedReader;
import io.dlpipelines.tensor.InvalidCellException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.zip.CRC32C;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.Platform;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * The rows of a partition as {@link RowBlock}s, with a summary at the end. Columns lie in the rows
 * in the order of the feeds, and the column that splits them behind.
 */
final class EncodedBlocks extends AbstractIterator<byte[]> {
  private final EncodingSpec spec;
  private final int partition;
  private final Iterator<InternalRow> rows;
  private final List<FeedReader> readers = new ArrayList<>();
  private final Splitter splitter;
  private final BlockBuffer training;
  private final BlockBuffer validation;
  private final FeedReader labels;
  private final long[] classCounts;
  private final long[] validationClassCounts;
  private final List<FeedMeasure> measures = new ArrayList<>();
  private final CRC32C checksum = new CRC32C();
  private final Queue<byte[]> ready = new ArrayDeque<>();
  private long trainingRows;
  private long validationRows;
  private long invalidRows;
  private String invalidReason = "";
  private boolean ended;

  EncodedBlocks(EncodingSpec spec, int partition, Iterator<InternalRow> rows) {
    this.spec = spec;
    this.partition = partition;
    this.rows = rows;
    RowLayout layout = spec.layout();
    for (int i = 0; i < layout.feeds().size(); i++) {
      readers.add(new FeedReader(layout.feeds().get(i), i));
      measures.add(new FeedMeasure(layout, i));
    }
    splitter = Splitter.open(spec.split(), partition, readers.size());
    training = new BlockBuffer(RowBlock.Kind.TRAINING, layout);
    validation = new BlockBuffer(RowBlock.Kind.VALIDATION, layout);
    labels = layout.labelFeed() < 0 ? null : readers.get(layout.labelFeed());
    classCounts = new long[layout.classes()];
    validationClassCounts = new long[layout.classes()];
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || !ended;
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    while (ready.isEmpty()) {
      if (rows.hasNext()) {
        encode(rows.next());
      } else {
        end();
      }
    }
    return ready.remove();
  }

  private void encode(InternalRow row) {
    boolean validates = splitter.validatesWith(row);
    if (!read(row)) {
      return;
    }
    if (labels != null) {
      (validates ? validationClassCounts : classCounts)[label()]++;
    }
    if (validates) {
      validationRows++;
      add(validation);
    } else {
      trainingRows++;
      add(training);
    }
  }

  private boolean read(InternalRow row) {
    for (FeedReader reader : readers) {
      try {
        reader.read(row);
      } catch (InvalidCellException invalid) {
        reject(
            "column [%s]: %s".formatted(reader.feed().column(), invalid.getMessage()),
            invalid.advice().orElse("Set handleInvalid to skip to drop such rows."));
        return false;
      }
    }
    return true;
  }

  private void reject(String reason, String advice) {
    if (spec.handleInvalid() == HandleInvalid.ERROR) {
      throw new IllegalArgumentException(
          "Row %d of partition %d cannot be trained on: %s. %s"
              .formatted(trainingRows + validationRows, partition, reason, advice));
    }
    if (invalidRows++ == 0) {
      invalidReason = reason;
    }
  }

  private int label() {
    return Platform.getInt(labels.cell().memory(), Platform.BYTE_ARRAY_OFFSET);
  }

  private void add(BlockBuffer buffer) {
    buffer.add(readers);
    if (buffer.isFull()) {
      TaskContext.get().killTaskIfInterrupted();
      addBlock(buffer);
    }
  }

  private void addBlock(BlockBuffer buffer) {
    byte[] block = buffer.take();
    if (buffer == training) {
      measures.forEach(measure -> measure.add(block));
    }
    checksum.update(block);
    ready.add(block);
  }

  private void end() {
    ended = true;
    for (BlockBuffer buffer : List.of(training, validation)) {
      if (!buffer.isEmpty()) {
        addBlock(buffer);
      }
    }
    ready.add(
        RowBlock.of(
            new EncodingSummary(
                trainingRows,
                validationRows,
                invalidRows,
                invalidReason,
                Arrays.stream(classCounts).boxed().toList(),
                Arrays.stream(validationClassCounts).boxed().toList(),
                measures.stream().map(FeedMeasure::statistics).toList(),
                checksum.getValue())));
  }
}
