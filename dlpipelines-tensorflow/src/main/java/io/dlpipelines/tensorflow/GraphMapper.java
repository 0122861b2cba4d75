package io.dlpipelines.tensorflow;

import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.FeedLayout.Batch;
import io.dlpipelines.tensorflow.graph.BatchProbe;
import io.dlpipelines.tensorflow.graph.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fits columns to a graph's tensors: collects what is fed and fetched, then decides whether rows
 * are scored in batches or one by one. Beside inputs that take a batch, one that takes a single
 * value, such as a dropout's {@code keep_prob}, holds for all rows that are scored together.
 */
final class GraphMapper {
  private final TFInputGraph graph;
  private final int batchSize;
  private final boolean checkFinite;
  private final List<Fed> fed = new ArrayList<>();
  private final List<FetchedTensor> fetched = new ArrayList<>();

  private record Fed(String column, Endpoint tensor, FeedLayout layout, CellSource cells) {

    boolean is(Batch batch) {
      return layout.batch() == batch;
    }

    Fed as(Batch batch) {
      return new Fed(column, tensor, new FeedLayout(batch, layout.cell()), cells);
    }
  }

  GraphMapper(TFInputGraph graph, int batchSize, boolean checkFinite) {
    this.graph = graph;
    this.batchSize = batchSize;
    this.checkFinite = checkFinite;
  }

  void feed(String column, Endpoint tensor, FeedLayout layout, CellSource cells) {
    fed.add(new Fed(column, tensor, layout, cells));
  }

  void fetch(Endpoint tensor, String column, OutputType.Form form) {
    fetched.add(new FetchedTensor(tensor, column, form));
  }

  /** A tensor that more than one column is fed to, whatever names it goes by. */
  Optional<String> fedTwice() {
    Set<String> seen = new HashSet<>();
    return fed.stream()
        .map(each -> each.tensor().tensor())
        .filter(tensor -> !seen.add(tensor))
        .findFirst();
  }

  /** Placeholders that the outputs need and nothing feeds. */
  Set<String> missing() {
    return graph.index().missing(fetchedTensors(), fedTensors());
  }

  private List<String> fetchedTensors() {
    return fetched.stream().map(each -> each.tensor().tensor()).toList();
  }

  private List<String> fedTensors() {
    return fed.stream().map(each -> each.tensor().tensor()).toList();
  }

  /**
   * Decides.
   *
   * @throws FetchedTensor.NoBatchException if an output of a batch has no batch dimension
   * @throws IllegalArgumentException if the graph would do more than compute
   */
  GraphMapping map() {
    graph.index().requireSafe(fetchedTensors(), fedTensors());
    int settled = settleFixed();
    int rows = any(Batch.ROWS) && !any(Batch.ONE) ? graph.model().rows() : 0;
    int fixedRows = rows > 1 ? rows : settled;
    BatchProbe probe = probe(fixedRows);
    settle(probe);
    fetched.replaceAll(each -> each.inferredBy(probe));
    boolean anyBatch = any(Batch.ROWS) || any(Batch.ONE) || any(Batch.FIXED);
    boolean rowByRow =
        rows == 1
            || any(Batch.ONE)
            || any(Batch.NONE)
                && !(any(Batch.ROWS) && fetched.stream().allMatch(FetchedTensor::isSplitOrWhole));
    if (rowByRow && fixedRows > 1) {
      throw new FetchedTensor.NoBatchException(
          fetched.stream()
              .filter(each -> !each.isSplitOrWhole())
              .findFirst()
              .orElseThrow()
              .tensor(),
          fixedRows);
    }
    boolean single = rowByRow || batchSize == 1 && fixedRows == 0;
    List<Feed> feeds =
        fed.stream()
            .map(
                each ->
                    new Feed(
                        each.column(),
                        each.tensor().tensor(),
                        each.tensor().spec().dtype(),
                        each.layout().cell(),
                        !each.is(Batch.NONE),
                        checkFinite,
                        each.cells()))
            .toList();
    List<Fetch> fetches =
        fetched.stream().map(each -> each.fetch(single, anyBatch, fixedRows)).toList();
    return new GraphMapping(feeds, fetches, rowByRow, fixedRows);
  }

  private boolean any(Batch batch) {
    return fed.stream().anyMatch(each -> each.is(batch));
  }

  /**
   * Decides whether inputs of a fixed first dimension take that many rows: if the outputs have it
   * too, and nothing else is fed. Else each takes one value, which a flat cell may hold.
   *
   * @return the number of rows; 0 if it is not fixed
   */
  private int settleFixed() {
    List<Long> sizes =
        fed.stream()
            .map(each -> each.is(Batch.FIXED) ? each.tensor().spec().shape().dimension(0) : 0L)
            .distinct()
            .toList();
    long rows = sizes.size() == 1 ? sizes.get(0) : 0;
    boolean flat = fed.stream().allMatch(each -> each.layout().cell().rank() == 1);
    if (rows > 0
        && (!flat
            || fetched.stream().allMatch(each -> begins(each.tensor().spec().shape(), rows)))) {
      return Math.toIntExact(rows);
    }
    fed.replaceAll(
        each ->
            each.is(Batch.FIXED)
                ? new Fed(
                    each.column(),
                    each.tensor(),
                    new FeedLayout(Batch.NONE, each.tensor().spec().shape()),
                    each.cells())
                : each);
    return 0;
  }

  private static boolean begins(TensorShape shape, long size) {
    return shape.rankKnown() && shape.rank() > 0 && shape.dimension(0) == size;
  }

  private BatchProbe probe(int fixedRows) {
    BatchProbe probe = graph.index().probe(fetchedTensors(), any(Batch.ONE) ? 1 : fixedRows);
    for (Fed each : fed) {
      String tensor = each.tensor().tensor();
      switch (each.layout().batch()) {
        case ROWS, ONE, FIXED -> probe.feedRows(tensor, each.layout().cell());
        case NONE -> probe.feedOnce(tensor, each.layout().cell());
        case OPEN -> {
          // Decided when all that is known is fed.
        }
      }
    }
    return probe;
  }

  /** Data comes first, since single numbers are what may hold for a whole batch. */
  private void settle(BatchProbe probe) {
    boolean anyBatch = any(Batch.ROWS) || any(Batch.ONE) || !any(Batch.NONE);
    fed.stream()
        .filter(each -> each.is(Batch.OPEN))
        .sorted(Comparator.comparing((Fed each) -> each.layout().cell().rank()).reversed())
        .toList()
        .forEach(
            each -> {
              String tensor = each.tensor().tensor();
              boolean rows = anyBatch && probe.takesRows(tensor, each.layout().cell());
              fed.set(fed.indexOf(each), each.as(rows ? Batch.ROWS : Batch.NONE));
            });
  }
}
