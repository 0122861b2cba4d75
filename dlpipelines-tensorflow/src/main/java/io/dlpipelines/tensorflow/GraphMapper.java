package io.dlpipelines.tensorflow;

import io.dlpipelines.scoring.Feed;
import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.FeedLayout.Batch;
import io.dlpipelines.tensorflow.graph.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Fits columns to a graph's tensors: collects what is fed and fetched, then decides whether rows
 * are scored in batches or one by one.
 */
final class GraphMapper {
  private final TFInputGraph graph;
  private final int batchSize;
  private final boolean checkFinite;
  private final List<Fed> fed = new ArrayList<>();
  private final List<Fetched> fetched = new ArrayList<>();

  private record Fed(String column, Endpoint tensor, FeedLayout layout, CellSource cells) {}

  private record Fetched(Endpoint tensor, String column, OutputType.Form form) {}

  GraphMapper(TFInputGraph graph, int batchSize, boolean checkFinite) {
    this.graph = graph;
    this.batchSize = batchSize;
    this.checkFinite = checkFinite;
  }

  void feed(String column, Endpoint tensor, FeedLayout layout, CellSource cells) {
    fed.add(new Fed(column, tensor, layout, cells));
  }

  void fetch(Endpoint tensor, String column, OutputType.Form form) {
    fetched.add(new Fetched(tensor, column, form));
  }

  /** Placeholders that the outputs need and nothing feeds. */
  Set<String> missing() {
    return graph
        .index()
        .missing(
            fetched.stream().map(each -> each.tensor().tensor()).toList(),
            fed.stream().map(each -> each.tensor().tensor()).toList());
  }

  /**
   * Decides.
   *
   * @throws NoBatchException if an output of a batch has no batch dimension
   */
  GraphMapping map() {
    boolean rowByRow = fed.stream().anyMatch(each -> is(each, Batch.NONE) || is(each, Batch.ONE));
    boolean anyBatch = fed.stream().anyMatch(each -> is(each, Batch.ROWS) || is(each, Batch.ONE));
    List<Feed> feeds =
        fed.stream()
            .map(
                each ->
                    new Feed(
                        each.column(),
                        each.tensor().tensor(),
                        each.tensor().spec().dtype(),
                        each.layout().cell(),
                        is(each, Batch.OPEN) ? !rowByRow || anyBatch : !is(each, Batch.NONE),
                        checkFinite,
                        each.cells()))
            .toList();
    List<Fetch> fetches =
        fetched.stream().map(each -> rowByRow ? ofRow(each, anyBatch) : ofBatch(each)).toList();
    return new GraphMapping(feeds, fetches, rowByRow);
  }

  private static boolean is(Fed each, Batch batch) {
    return each.layout().batch() == batch;
  }

  private static Fetch ofRow(Fetched each, boolean anyBatch) {
    TensorShape shape = each.tensor().spec().shape();
    boolean batched = anyBatch && mayBeBatch(shape, 1);
    return fetch(each, batched);
  }

  private Fetch ofBatch(Fetched each) {
    TensorShape shape = each.tensor().spec().shape();
    boolean batched =
        mayBeBatch(shape, TensorShape.UNKNOWN) || batchSize == 1 && mayBeBatch(shape, 1);
    if (!batched && batchSize > 1) {
      throw new NoBatchException(each.tensor());
    }
    return fetch(each, batched);
  }

  private static boolean mayBeBatch(TensorShape shape, long size) {
    return !shape.rankKnown()
        || shape.rank() > 0
            && (shape.dimension(0) == TensorShape.UNKNOWN || shape.dimension(0) == size);
  }

  private static Fetch fetch(Fetched each, boolean batched) {
    TensorShape shape = each.tensor().spec().shape();
    TensorShape cell = batched && shape.rankKnown() ? shape.withoutFirst() : shape;
    return new Fetch(
        each.tensor().tensor(),
        each.column(),
        new OutputType(each.tensor().spec().dtype(), cell, each.form()),
        batched);
  }

  /** An output of a batch that cannot be split into rows. */
  static final class NoBatchException extends RuntimeException {
    private final Endpoint tensor;

    private NoBatchException(Endpoint tensor) {
      this.tensor = tensor;
    }

    Endpoint tensor() {
      return tensor;
    }
  }
}
