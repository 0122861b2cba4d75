package io.dlpipelines.tensorflow;

import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Endpoint;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructType;

/**
 * A stage that feeds columns to tensors and makes columns of tensors.
 *
 * @param <S> the stage
 */
public abstract class TensorStage<S extends TensorStage<S>> extends ScoringStage<S> {

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   * @param defaultBatchSize rows that are scored together
   */
  protected TensorStage(String uid, int defaultBatchSize) {
    super(uid, defaultBatchSize);
  }

  /**
   * Names on both sides of a mapping, and the Param that they are from.
   *
   * @param param the Param that errors name
   * @param names from columns to tensors that are fed, or from fetched tensors to columns
   */
  protected record Mapping(Param<?> param, Map<String, String> names) {}

  /**
   * Makes a plan of this stage's Params.
   *
   * @param schema the columns
   * @param graph the graph
   * @param inputs from columns to tensors
   * @param outputs from tensors to columns
   * @param form what rank one and strings become
   * @param checkFinite whether NaN and infinity are invalid
   * @return the plan
   * @throws IllegalArgumentException if the mappings do not fit the graph or the columns
   */
  protected final ScoringPlan plan(
      StructType schema,
      TFInputGraph graph,
      Mapping inputs,
      Mapping outputs,
      OutputType.Form form,
      boolean checkFinite) {
    GraphMapper mapper = new GraphMapper(graph, getBatchSize(), checkFinite);
    inputs
        .names()
        .forEach(
            (column, tensor) -> {
              Endpoint fed = endpointOrThrow(graph, tensor, TensorRole.INPUT, inputs.param());
              try {
                ColumnFeed feed =
                    ColumnFeed.of(columnOrThrow(schema, column, inputs.param()), fed.spec());
                mapper.feed(column, fed, feed.layout(), feed.cells());
              } catch (ColumnFeed.MismatchException mismatch) {
                throw invalid(mismatch.problem(), mismatch.available(), mismatch.cure());
              }
            });
    mapper
        .fedTwice()
        .ifPresent(
            tensor -> {
              throw invalid(
                  "tensor [%s] is fed by more than one column".formatted(tensor),
                  "%s %s".formatted(inputs.param().name(), inputs.names()),
                  "Feed each tensor once.");
            });
    outputs
        .names()
        .forEach(
            (tensor, column) -> {
              Endpoint fetched = endpointOrThrow(graph, tensor, TensorRole.OUTPUT, outputs.param());
              requireNotFed(graph, fetched, tensor, inputs);
              mapper.fetch(fetched, column, form);
            });
    Set<String> missing = mapper.missing();
    if (!missing.isEmpty()) {
      throw invalid(
          "the outputs need inputs that no column is fed to: " + missing,
          "%s %s".formatted(inputs.param().name(), inputs.names()),
          "Add them to inputMapping.");
    }
    try {
      return plan(graph, mapper.map());
    } catch (FetchedTensor.NoBatchException failure) {
      throw withoutRows(failure);
    }
  }

  /** A plan for a model, which takes batches of rows: an axis that the cells do not have. */
  final ScoringPlan ofRows(StructType schema, ScoringPlan plan) {
    for (Feed feed : plan.spec().feeds()) {
      if (!feed.batched()) {
        throw invalid(
            "column [%s] of type %s has a dimension too many for input [%s]"
                .formatted(
                    feed.column(),
                    schema.apply(feed.column()).dataType().simpleString(),
                    feed.tensor()),
            "room for cells of shape " + feed.cell().withoutFirst(),
            "Give arrays nested as the input is without its batch, or a flat vector.");
      }
    }
    return plan;
  }

  private void requireNotFed(TFInputGraph graph, Endpoint fetched, String name, Mapping inputs) {
    boolean fed =
        inputs.names().values().stream()
            .flatMap(input -> graph.index().find(input).stream())
            .anyMatch(input -> input.tensor().equals(fetched.tensor()));
    if (fed) {
      throw invalid(
          "tensor [%s] is both fed and fetched".formatted(name),
          graph.outputs().stream().map(TensorSpec::name).toList(),
          "Fetch another tensor; the column that is fed is kept anyway.");
    }
  }
}
