package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;

/**
 * The native tensors of batches of one size, used again for each batch. What is written must not be
 * written over while a step reads it.
 */
public final class BatchTensors implements AutoCloseable {
  private final List<TensorSpec> specs;
  private final int rows;
  private final NativeTensors owner = new NativeTensors();
  private final List<Tensor> tensors = new ArrayList<>();

  /**
   * Allocates the tensors.
   *
   * @param specs placeholders, and the shape of a row of each
   * @param rows of a batch
   */
  public BatchTensors(List<TensorSpec> specs, int rows) {
    this.specs = List.copyOf(specs);
    this.rows = rows;
    for (TensorSpec spec : specs) {
      long[] cell = spec.shape().toArray();
      long[] shape = new long[cell.length + 1];
      shape[0] = rows;
      System.arraycopy(cell, 0, shape, 1, cell.length);
      TensorBuffer empty = new TensorBuffer(spec.dtype());
      empty.setDimensions(shape);
      tensors.add(owner.own(TensorCopies.allocate(empty)));
    }
  }

  /**
   * The number of rows.
   *
   * @return rows of a batch
   */
  public int rows() {
    return rows;
  }

  /**
   * Fills a tensor.
   *
   * @param index which of the specs
   * @param bytes the rows, one after the other, in native byte order
   */
  public void write(int index, byte[] bytes) {
    Tensor tensor = tensors.get(index);
    int count = Math.toIntExact(tensor.asRawTensor().numBytes());
    tensor.asRawTensor().data().write(bytes, 0, count);
  }

  /**
   * Copies some of the rows.
   *
   * @param first the first of them
   * @param count how many
   * @return a batch of its own, which the caller closes
   */
  public BatchTensors part(int first, int count) {
    BatchTensors part = new BatchTensors(specs, count);
    for (int index = 0; index < tensors.size(); index++) {
      ByteDataBuffer all = tensors.get(index).asRawTensor().data();
      long rowBytes = all.size() / rows;
      all.slice(first * rowBytes, count * rowBytes)
          .copyTo(part.tensors.get(index).asRawTensor().data(), count * rowBytes);
    }
    return part;
  }

  void feed(Session.Runner runner, Graph graph) {
    for (int index = 0; index < tensors.size(); index++) {
      runner.feed(CarriedTypes.fed(graph, specs.get(index).name()), tensors.get(index));
    }
  }

  @Override
  public void close() {
    owner.close();
  }

  @Override
  public String toString() {
    return rows + " rows of " + Arrays.toString(specs.toArray());
  }
}
