package io.dlpipelines.tensorflow;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.graph.FunctionInliner;
import io.dlpipelines.tensorflow.graph.GraphNodes;
import io.dlpipelines.tensorflow.graph.GraphVariable;
import io.dlpipelines.tensorflow.graph.TrainableGraph;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.training.TensorObjective;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.proto.GraphDef;

/** What a {@link TFEstimator} trains: its Params as tensors of its graph, checked. */
final class GraphObjective {
  private final TFEstimator stage;
  private final TFInputGraph graph;
  private final List<Feed> feeds = new ArrayList<>();
  private final Endpoint loss;
  private final Map<String, String> metrics = new LinkedHashMap<>();
  private final Optional<String> trainOp;
  private final GraphDef part;
  private final List<GraphVariable> variables;

  /**
   * Resolves the Params.
   *
   * @throws IllegalArgumentException if one is missing, or does not fit the graph or the columns
   */
  GraphObjective(TFEstimator stage, TFInputGraph graph, StructType schema) {
    this.stage = stage;
    this.graph = graph;
    feed(schema, stage.inputMapping(), stage.getInputMapping());
    if (stage.isSet(stage.labelMapping())) {
      feed(schema, stage.labelMapping(), stage.getLabelMapping());
    }
    loss = loss();
    for (String metric : stage.getMetrics()) {
      Endpoint told = stage.endpointOrThrow(graph, metric, "metric", stage.metrics());
      requireNumber(told, "metric", told.spec().dtype() != Dtype.STRING);
      metrics.put(metric, told.tensor());
    }
    trainOp = stage.isSet(stage.trainOp()) ? Optional.of(trainOp()) : Optional.empty();
    requireFed();
    List<String> needed = new ArrayList<>(targets());
    feeds.forEach(feed -> needed.add(feed.tensor()));
    GraphDef called = graph.index().nodes().only(graph.index().nodes().needed(needed));
    part = stage.chosen("graph", () -> FunctionInliner.inline(called));
    variables = stage.chosen("graph", () -> GraphVariable.of(part));
    requireNoTable();
    requireAnyBatch();
    requireVariables();
  }

  /** The columns that are fed, in the order of the tensors. */
  List<Feed> feeds() {
    return feeds;
  }

  /** The variables that training or some tensors need, by the names of their operations. */
  Set<String> variables(Collection<Endpoint> outputs) {
    Set<String> names = new LinkedHashSet<>();
    variables.forEach(variable -> names.add(variable.name()));
    GraphNodes nodes = graph.index().nodes();
    Set<String> needed = nodes.needed(outputs.stream().map(Endpoint::tensor).toList());
    GraphVariable.of(nodes.only(needed)).forEach(variable -> names.add(variable.name()));
    return names;
  }

  /** What the graph that trains is made of. */
  TensorObjective toTraining() {
    GraphDef seeded = TrainableGraph.withSeeds(part, stage.getSeed());
    GraphDef trained =
        trainOp.isPresent()
            ? seeded
            : stage.chosen("lossTensor", () -> TrainableGraph.withResources(seeded));
    return new TensorObjective(
        trained,
        variables,
        feeds.stream()
            .map(feed -> new TensorSpec(feed.tensor(), feed.dtype(), feed.cell()))
            .toList(),
        loss.tensor(),
        metrics,
        stage.isSet(stage.weightCol()),
        trainOp
            .<TensorObjective.Update>map(TensorObjective.OwnUpdate::new)
            .orElseGet(() -> byOptimizer(trained)));
  }

  private TensorObjective.Update byOptimizer(GraphDef trained) {
    Map<GraphVariable, String> handles = new LinkedHashMap<>();
    trainedVariables()
        .forEach(each -> handles.put(each, TrainableGraph.handle(trained, each.name())));
    return new TensorObjective.OptimizerUpdate(handles, stage.updating(), stage.clipping());
  }

  private void feed(StructType schema, Param<?> param, Map<String, String> mapping) {
    mapping.forEach(
        (name, tensor) -> {
          StructField column =
              param == stage.labelMapping()
                  ? stage.numbersOrThrow(schema, name, param)
                  : stage.columnOrThrow(schema, name, param);
          Feed feed = feed(column, stage.endpointOrThrow(graph, tensor, "input", param));
          if (feeds.stream().anyMatch(other -> other.tensor().equals(feed.tensor()))) {
            throw stage.wrong(
                "tensor [%s] is fed by more than one column".formatted(tensor),
                "%s %s".formatted(param.name(), mapping),
                "Feed each tensor once.");
          }
          feeds.add(feed);
        });
  }

  private Feed feed(StructField column, Endpoint tensor) {
    try {
      FeedLayout layout = ColumnFeed.of(column, tensor.spec()).layout();
      boolean oneByOne = layout.batch() == FeedLayout.Batch.ONE && stage.getBatchSize() == 1;
      if (!oneByOne
          && layout.batch() != FeedLayout.Batch.ROWS
          && layout.batch() != FeedLayout.Batch.OPEN) {
        throw stage.wrong(
            "column [%s] of type %s leaves no dimension of tensor [%s] for the rows of a batch"
                .formatted(column.name(), column.dataType().simpleString(), tensor.spec()),
            "shape " + tensor.spec().shape(),
            "Feed a tensor whose first dimension is of unknown size, and cells of the others.");
      }
      return stage.feed(
          column, new TensorSpec(tensor.tensor(), tensor.spec().dtype(), layout.cell()));
    } catch (ColumnFeed.MismatchException mismatch) {
      throw stage.wrong(mismatch.problem(), mismatch.available(), mismatch.cure());
    }
  }

  private Endpoint loss() {
    Endpoint found =
        stage.endpointOrThrow(graph, stage.getLossTensor(), "loss", stage.lossTensor());
    requireNumber(found, "loss", found.spec().dtype().isFloating());
    TensorShape shape = found.spec().shape();
    boolean perRow = shape.rankKnown() && shape.rank() == 1;
    if (stage.isSet(stage.weightCol()) && !perRow) {
      throw stage.wrong(
          "rows cannot have weights, since the loss [%s] is no number for each row"
              .formatted(found.spec()),
          "shape " + shape,
          "Clear weightCol, or set lossTensor to a tensor of shape [batch].");
    }
    return found;
  }

  private void requireNumber(Endpoint tensor, String role, boolean number) {
    TensorShape shape = tensor.spec().shape();
    if (!number || shape.rankKnown() && shape.rank() > 1) {
      throw stage.wrong(
          "tensor [%s] cannot be the %s".formatted(tensor.name(), role),
          "%s %s".formatted(tensor.spec().dtype(), shape),
          "Name a tensor of floating-point numbers, one for each row or one for the batch.");
    }
  }

  private String trainOp() {
    List<String> useless =
        Stream.<Param<?>>of(
                stage.optimizer(),
                stage.learningRate(),
                stage.learningRateSchedule(),
                stage.gradientClipNorm(),
                stage.weightDecay(),
                stage.trainableVariables())
            .filter(stage::isSet)
            .map(Param::name)
            .toList();
    if (!useless.isEmpty()) {
      throw stage.wrong(
          "trainOp changes the variables as the graph says, so nothing else can",
          "also " + useless,
          "Clear these, or trainOp.");
    }
    if (stage.getPrecision().equals(Precision.FLOAT16.paramValue())) {
      throw stage.wrong(
          "gradients in float16 need a loss that is scaled, and trainOp has its own",
          "precision float16",
          "Set precision to bfloat16, or clear trainOp, so that optimizer changes the variables.");
    }
    String operation = GraphNodes.operationOf(stage.getTrainOp());
    if (!graph.index().nodes().contains(operation)) {
      throw stage.wrong(
          "there is no operation [%s] in the graph".formatted(operation),
          graph.index().nodes().nearest(operation),
          "Set trainOp to one that changes variables.");
    }
    return operation;
  }

  private List<String> targets() {
    List<String> targets = new ArrayList<>(List.of(loss.tensor()));
    targets.addAll(metrics.values());
    trainOp.ifPresent(targets::add);
    return targets;
  }

  private void requireFed() {
    List<String> fed = feeds.stream().map(Feed::tensor).toList();
    stage.chosen(
        "graph",
        () -> {
          graph.index().requireSafe(targets(), fed);
          return graph;
        });
    Set<String> missing = graph.index().missing(targets(), fed);
    if (!missing.isEmpty() || feeds.isEmpty()) {
      throw stage.wrong(
          "training needs inputs that no column is fed to: " + missing,
          feeds.stream().map(feed -> feed.column() + "=" + feed.tensor()).toList(),
          "Add them to inputMapping, or to labelMapping where only training needs them.");
    }
  }

  /** Tables are filled from files when a model is opened, which training does not do. */
  private void requireNoTable() {
    part.getNodeList().stream()
        .filter(node -> node.getOp().contains("HashTable"))
        .findFirst()
        .ifPresent(
            table -> {
              throw stage.wrong(
                  "training needs table [%s]".formatted(table.getName()),
                  "loss tensor [%s]".formatted(loss.name()),
                  "Look its values up before, and feed what the graph makes of them.");
            });
  }

  private void requireAnyBatch() {
    int rows = graph.model().rows();
    if (rows > 1 || rows == 1 && stage.getBatchSize() != 1) {
      throw stage.wrong(
          "the graph takes %d rows at once and no other number".formatted(rows),
          "batchSize " + stage.getBatchSize(),
          rows == 1
              ? "Set batchSize to 1, or give a graph with a batch dimension of unknown size (None)."
              : "Give a graph with a batch dimension of unknown size (None), since the last"
                  + " mini-batch may be smaller.");
    }
  }

  private void requireVariables() {
    if (variables.isEmpty()) {
      throw stage.wrong(
          "nothing that training computes depends on a variable",
          "loss tensor [%s]".formatted(loss.name()),
          "Give a graph with variables, such as a SavedModel or a checkpoint, and not a frozen"
              + " one.");
    }
    for (GraphVariable variable : variables) {
      if (variable.shape().elementCount() == TensorShape.UNKNOWN) {
        throw stage.wrong(
            "the size of variable [%s] is not known".formatted(variable.name()),
            "shape " + variable.shape(),
            "Declare its shape in the graph.");
      }
    }
  }

  private List<GraphVariable> trainedVariables() {
    Set<String> sources = graph.index().nodes().sources(List.of(loss.tensor()));
    List<GraphVariable> reachable =
        variables.stream().filter(each -> sources.contains(each.name())).toList();
    List<String> floats =
        reachable.stream()
            .filter(each -> each.dtype() == Dtype.FLOAT32)
            .map(GraphVariable::name)
            .toList();
    Set<String> chosen = stage.isSet(stage.trainableVariables()) ? named(floats) : byAuthor(floats);
    if (chosen.isEmpty()) {
      throw stage.wrong(
          "the loss [%s] depends on no variable that can be trained".formatted(loss.name()),
          reachable.stream().map(each -> each.name() + " " + each.dtype()).toList(),
          "Give a loss that depends on variables of 32-bit floats, or set trainOp.");
    }
    return reachable.stream().filter(each -> chosen.contains(each.name())).toList();
  }

  private Set<String> byAuthor(List<String> floats) {
    Set<String> told = new LinkedHashSet<>(graph.trainableVariables());
    told.retainAll(floats);
    return told.isEmpty() ? new LinkedHashSet<>(floats) : told;
  }

  private Set<String> named(List<String> floats) {
    Set<String> chosen = new LinkedHashSet<>();
    for (String name : stage.getTrainableVariables()) {
      Pattern pattern =
          Pattern.compile(
              Stream.of(name.split("\\*", -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*")));
      List<String> found = floats.stream().filter(pattern.asMatchPredicate()).toList();
      if (found.isEmpty()) {
        throw stage.wrong(
            "the loss [%s] depends on no variable [%s] of 32-bit floats"
                .formatted(loss.name(), name),
            floats,
            "Set trainableVariables to some of these.");
      }
      chosen.addAll(found);
    }
    return chosen;
  }
}
