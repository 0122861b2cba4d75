package io.dlpipelines.image;

import static org.apache.spark.sql.functions.arrays_zip;

import io.dlpipelines.image.zoo.ClassLabels;
import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.scoring.OutputColumn;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * The most probable classes with their labels. The graph finds them and looks the labels up for a
 * whole batch; Spark only puts the three arrays together.
 *
 * @param labels one for each class
 * @param count how many classes are given, all if there are fewer
 */
record TopClasses(ClassLabels labels, int count) {
  private static final String SCOPE = "dlpipelines_decoding";
  private static final String SCORES = "dlpipelines_scores";
  private static final String CLASS = "class";
  private static final String DESCRIPTION = "description";
  private static final String PROBABILITY = "probability";

  private static final DataType TYPE =
      DataTypes.createArrayType(
          new StructType()
              .add(CLASS, DataTypes.StringType)
              .add(DESCRIPTION, DataTypes.StringType)
              .add(PROBABILITY, DataTypes.FloatType),
          false);

  /**
   * The graph, and behind its tensor the search.
   *
   * @param classes values that the tensor {@code [batch, classes]} has of each image: one for each
   *     label, or a single one, the probability of the second of two labels
   */
  TFInputGraph after(TFInputGraph scores, String tensor, long classes) {
    TFInputGraph search =
        TFInputGraph.build(
            tf -> {
              Operand<TFloat32> given =
                  tf.withName(SCORES)
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, classes)));
              Ops scope = tf.withSubScope(SCOPE);
              Operand<TFloat32> all = classes < labels.size() ? pair(scope, given) : given;
              TopK<TFloat32, TInt32> top =
                  scope.nn.topK(all, scope.constant(Math.min(count, labels.size())), TInt32.class);
              tf.withName(name(PROBABILITY)).identity(top.values());
              lookUp(tf, CLASS, labels.names(), top.indices());
              lookUp(tf, DESCRIPTION, labels.descriptions(), top.indices());
            });
    return scores.then(tensor, search, SCORES);
  }

  private static Operand<TFloat32> pair(Ops scope, Operand<TFloat32> second) {
    return scope.concat(
        List.of(scope.math.sub(scope.constant(1f), second), second), scope.constant(1));
  }

  private static void lookUp(Ops tf, String what, String[] texts, Operand<TInt32> indices) {
    Ops scope = tf.withSubScope(SCOPE + "_" + what);
    Operand<TString> found =
        scope.gather(scope.constant(NdArrays.vectorOfObjects(texts)), indices, scope.constant(0));
    tf.withName(name(what)).identity(found);
  }

  private static String name(String what) {
    return "dlpipelines_" + what;
  }

  /** What to fetch of such a graph. */
  static List<Fetch> fetches(TFInputGraph graph) {
    return Stream.of(CLASS, DESCRIPTION, PROBABILITY)
        .map(
            what ->
                ImageInputStage.fetch(
                    graph, name(what), what, new OutputType.Form(false, false, false)))
        .toList();
  }

  /** The column of what is fetched. */
  static OutputColumn column(String name, boolean nullable) {
    return new OutputColumn(
        new StructField(name, TYPE, nullable, Metadata.empty()),
        scored ->
            arrays_zip(
                    scored.getField(CLASS),
                    scored.getField(DESCRIPTION),
                    scored.getField(PROBABILITY))
                .cast(TYPE));
  }
}
