package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.scoring.ScoringPlan;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructType;

/**
 * A stage that scores columns with a graph that it holds.
 *
 * @param <S> the stage
 */
public abstract class GraphStage<S extends GraphStage<S>> extends ColumnStage<S>
    implements HasGraph<S> {
  private final GraphParam graph = new GraphParam(this, "graph", "the graph that scores");
  private final Param<String> stringOutput =
      ParamFactory.choice(
          this, "stringOutput", "what string tensors become", List.of("string", "binary"));

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   */
  protected GraphStage(String uid) {
    super(
        uid,
        "from input columns to the tensors they are fed to",
        "from fetched tensors to the columns that are added");
    setDefault(stringOutput, "string");
  }

  @Override
  public final GraphParam graph() {
    return graph;
  }

  /**
   * What string tensors become.
   *
   * @return the Param
   */
  public final Param<String> stringOutput() {
    return stringOutput;
  }

  /**
   * What string tensors become.
   *
   * @return the value
   */
  public final String getStringOutput() {
    return getOrDefault(stringOutput);
  }

  /**
   * Sets what string tensors become: {@code string} or {@code binary}.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setStringOutput(String value) {
    set(stringOutput, requireNonNull(value, "stringOutput"));
    return (S) this;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    return plan(schema, required(graph));
  }

  /**
   * A plan with a graph, made of this stage's other Params.
   *
   * @param schema the columns
   * @param scoring the graph
   * @return the plan
   * @throws IllegalArgumentException if a Param is missing or does not fit the graph or the columns
   */
  protected final ScoringPlan plan(StructType schema, TFInputGraph scoring) {
    return plan(
        schema,
        scoring,
        new Mapping(inputMapping(), required(inputMapping())),
        new Mapping(outputMapping(), required(outputMapping())),
        getStringOutput().equals("binary"));
  }
}
