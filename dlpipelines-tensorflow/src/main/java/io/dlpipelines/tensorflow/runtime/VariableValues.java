package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensor.TensorBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TString;

/** The values of a graph's variables, by the names of their operations. */
public final class VariableValues {

  private VariableValues() {}

  /**
   * Reads the values that variables have when a model is opened.
   *
   * @param files the model's files
   * @param kind their form
   * @param tags of the meta graph in a SavedModel, else empty
   * @param variables names of operations
   * @return their values
   * @throws IllegalArgumentException if one has no value
   */
  public static Map<String, TensorBuffer> of(
      ModelFiles files, ModelKind kind, List<String> tags, Collection<String> variables) {
    TensorFlowEngine engine = new TensorFlowEngine(kind, tags, SessionOptions.DEFAULT);
    return SessionCache.onOwnThread(
        () -> {
          try (GraphSession opened =
              ModelLoader.load(
                  folder ->
                      files.write(
                          new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration()),
                  engine,
                  List.of())) {
            return of(opened.graph(), opened.session(), variables);
          }
        });
  }

  /**
   * Reads the values that an operation gives variables.
   *
   * @param definition the graph
   * @param initializer the operation
   * @param variables names of operations
   * @return their values
   * @throws IllegalArgumentException if one is not given a value
   */
  public static Map<String, TensorBuffer> of(
      GraphDef definition, String initializer, Collection<String> variables) {
    return SessionCache.onOwnThread(
        () -> {
          try (GraphSession opened =
              ModelLoader.importGraph(definition, SessionOptions.DEFAULT.toProto())) {
            opened.session().runner().addTarget(initializer).run().close();
            return of(opened.graph(), opened.session(), variables);
          }
        });
  }

  /**
   * Reads the values that variables have in a session.
   *
   * @param graph its graph, to which operations that read variables are added
   * @param session the session
   * @param variables names of operations
   * @return their values
   * @throws IllegalArgumentException if one has no value
   */
  public static Map<String, TensorBuffer> of(
      Graph graph, Session session, Collection<String> variables) {
    Map<String, TensorBuffer> values = new LinkedHashMap<>();
    for (String variable : variables) {
      Operand<?> reader = reader(graph, variable);
      values.put(variable, value(session, variable, reader.op().name()));
    }
    return values;
  }

  private static Operand<?> reader(Graph graph, String variable) {
    GraphOperation operation = graph.operationOrThrow(variable);
    if (operation.output(0).dataType() != DataType.DT_RESOURCE) {
      return operation.output(0);
    }
    Ops tf = Ops.create(graph).withSubScope("values");
    return graph
        .opBuilder("ReadVariableOp", tf.scope().makeOpName("Read"), tf.scope())
        .addInput(operation.output(0))
        .setAttr("dtype", operation.attributes().getAttrType("dtype"))
        .build()
        .output(0);
  }

  /** What an operation reads. */
  static TensorBuffer value(Session session, String variable, String reader) {
    try (Result result = session.runner().fetch(reader).run()) {
      Tensor tensor = result.get(0);
      TensorBuffer value =
          new TensorBuffer(
              Dtypes.find(tensor.dataType())
                  .filter(dtype -> dtype.byteSize() > 0)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "The variable [%s] has type %s, which cannot be frozen."
                                  .formatted(variable, tensor.dataType()))));
      TensorCopies.fromNative(tensor, value);
      return value;
    } catch (IllegalStateException | TensorFlowException failure) {
      throw new IllegalArgumentException(
          "The variable [%s] has no value in the session. Run its initializer first."
              .formatted(variable),
          failure);
    }
  }

  /**
   * Writes the values as a checkpoint, without its meta graph.
   *
   * @param values the values
   * @param prefix of the files' names
   */
  public static void save(Map<String, TensorBuffer> values, Path prefix) {
    String[] names = values.keySet().toArray(String[]::new);
    String[] slices = Stream.of(names).map(name -> "").toArray(String[]::new);
    List<Operand<?>> fed = new ArrayList<>();
    GraphDef saver =
        GraphTensors.build(
            tf -> {
              for (String name : names) {
                TensorBuffer value = values.get(name);
                fed.add(
                    Placeholders.add(
                        tf, "value_" + fed.size(), Shape.of(value.dimensions()), value.dtype()));
              }
              Placeholder<TString> file = tf.withName("file").placeholder(TString.class);
              tf.withName("save").train.save(file, tf.array(names), tf.array(slices), fed);
            });
    SessionCache.onOwnThread(
        () -> {
          try (GraphSession session =
                  ModelLoader.importGraph(saver, SessionOptions.DEFAULT.toProto());
              NativeTensors tensors = new NativeTensors()) {
            Session.Runner runner = session.session().runner().addTarget("save");
            runner.feed("file", tensors.own(TString.scalarOf(prefix.toString())));
            for (int index = 0; index < names.length; index++) {
              runner.feed(
                  "value_" + index, tensors.own(TensorCopies.toNative(values.get(names[index]))));
            }
            runner.run().close();
            return true;
          }
        });
  }
}
