package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wall is tried with classes compiled for the purpose: one that stays, one that climbs. */
class WallsTest {

  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface) (\\w+)");

  private static final String GRAPH =
      "package org.tensorflow; public class Graph { public void close() {} }";
  private static final String SESSION =
      "package org.tensorflow; public class Session { public static class Runner {} }";
  private static final String TENSOR = "package org.tensorflow; public interface Tensor {}";
  private static final String OPERAND = "package org.tensorflow; public interface Operand<T> {}";
  private static final String FLOATS =
      "package org.tensorflow.types; public interface TFloat32 extends org.tensorflow.Tensor {"
          + " static TFloat32 scalarOf(float value) { return null; } }";

  @TempDir Path folder;

  @Test
  void wallsHoldHere() {
    Walls.check();
  }

  @Test
  void apiKnowsNoEngine() {
    assertHolds(
        Walls.API_KNOWS_NO_ENGINE,
        GRAPH,
        "package io.dlpipelines.tensorflow; public class Stage { org.tensorflow.Graph graph; }",
        "package io.dlpipelines.tensor; class Codec { String text; }");
    assertBroken(
        Walls.API_KNOWS_NO_ENGINE,
        "Codec",
        GRAPH,
        "package io.dlpipelines.tensor; class Codec { org.tensorflow.Graph graph; }");
  }

  @Test
  void tensorflowKnowsNoImages() {
    String codec = "package io.dlpipelines.image.codec; public class Codec {}";
    assertHolds(
        Walls.TENSORFLOW_KNOWS_NO_IMAGES,
        "package io.dlpipelines.tensorflow; public class Stage {}",
        "package io.dlpipelines.image; class Picture { io.dlpipelines.tensorflow.Stage stage; }");
    assertBroken(
        Walls.TENSORFLOW_KNOWS_NO_IMAGES,
        "Stage",
        codec,
        "package io.dlpipelines.tensorflow; class Stage { io.dlpipelines.image.codec.Codec codec;"
            + " }");
  }

  @Test
  void handlesStayInRuntime() {
    assertHolds(
        Walls.HANDLES_STAY_IN_RUNTIME,
        GRAPH,
        SESSION,
        TENSOR,
        OPERAND,
        FLOATS,
        "package io.dlpipelines.tensorflow.runtime; class Cache { org.tensorflow.Session session;"
            + " }",
        "package io.dlpipelines.tensorflow.keras; import org.tensorflow.types.TFloat32; class Layer"
            + " { org.tensorflow.Operand<TFloat32> out; Class<?> t = TFloat32.class; }");
    assertBroken(
        Walls.HANDLES_STAY_IN_RUNTIME,
        "Stage",
        SESSION,
        "package io.dlpipelines.tensorflow; class Stage { org.tensorflow.Session.Runner runner; }");
    assertBroken(
        Walls.HANDLES_STAY_IN_RUNTIME,
        "Codec",
        TENSOR,
        "package io.dlpipelines.image.codec; class Codec { org.tensorflow.Tensor[] tensors; }");
    assertBroken(
        Walls.HANDLES_STAY_IN_RUNTIME,
        "scalarOf",
        TENSOR,
        FLOATS,
        "package io.dlpipelines.tensorflow.keras; import org.tensorflow.types.TFloat32;"
            + " class Layer { Object one = TFloat32.scalarOf(1); }");
  }

  @Test
  void inputGraphHandsGraphsOn() {
    String freezer =
        "package io.dlpipelines.tensorflow.runtime;"
            + " public class Freezer { public static void freeze(org.tensorflow.Graph graph) {} }";
    String inputGraph =
        "package io.dlpipelines.tensorflow; import io.dlpipelines.tensorflow.runtime.Freezer;"
            + " class TFInputGraph { static void of(org.tensorflow.Graph graph) { %s } }";
    assertHolds(
        Walls.HANDLES_STAY_IN_RUNTIME,
        GRAPH,
        freezer,
        inputGraph.formatted("Freezer.freeze(graph);"));
    assertBroken(
        Walls.HANDLES_STAY_IN_RUNTIME,
        "TFInputGraph",
        GRAPH,
        freezer,
        inputGraph.formatted("graph.close();"));
    assertBroken(
        Walls.HANDLES_STAY_IN_RUNTIME,
        "OtherGraph",
        GRAPH,
        freezer,
        inputGraph.formatted("Freezer.freeze(graph);").replace("TFInputGraph", "OtherGraph"));
  }

  @Test
  void tensorflowIsLoadedInOnePlace() {
    String tensorFlow =
        "package org.tensorflow; public class TensorFlow { public static void version() {} }";
    String uses =
        "package io.dlpipelines.tensorflow.runtime; class %s { static void first() { %s; } }";
    String version = "org.tensorflow.TensorFlow.version()";
    String graph = "new org.tensorflow.Graph()";
    assertHolds(
        Walls.TENSORFLOW_IS_LOADED_IN_ONE_PLACE,
        GRAPH,
        tensorFlow,
        uses.formatted("LoadedTensorFlow", version + ";" + graph),
        "package io.dlpipelines.tensorflow.device; class Library {"
            + " Object loader = org.tensorflow.TensorFlow.class.getClassLoader(); }");
    assertBroken(
        Walls.TENSORFLOW_IS_LOADED_IN_ONE_PLACE,
        "TensorFlow.version",
        tensorFlow,
        uses.formatted("Cache", version));
    assertBroken(
        Walls.TENSORFLOW_IS_LOADED_IN_ONE_PLACE,
        "Graph.<init>",
        GRAPH,
        uses.formatted("Cache", graph));
  }

  @Test
  void runtimeKnowsNoStage() {
    assertHolds(
        Walls.RUNTIME_KNOWS_NO_STAGE,
        "package io.dlpipelines.tensorflow.runtime; class Cache { String key; }");
    assertBroken(
        Walls.RUNTIME_KNOWS_NO_STAGE,
        "Cache",
        "package io.dlpipelines.tensorflow.runtime;"
            + " class Cache { org.apache.spark.ml.Pipeline stage; }");
  }

  @Test
  void catalystStaysInScoring() {
    assertHolds(
        Walls.CATALYST_STAYS_IN_SCORING,
        "package io.dlpipelines.scoring;"
            + " class Node { org.apache.spark.sql.execution.SparkPlan child; }");
    assertBroken(
        Walls.CATALYST_STAYS_IN_SCORING,
        "Stage",
        "package io.dlpipelines.tensorflow;"
            + " class Stage { org.apache.spark.sql.catalyst.InternalRow row; }");
  }

  @Test
  void codecsOnlyReadAndWriteRows() {
    assertHolds(
        Walls.CODECS_ONLY_READ_AND_WRITE_ROWS,
        "package io.dlpipelines.tensor; import org.apache.spark.sql.catalyst.expressions.*;"
            + " class Codec { SpecializedGetters in; UnsafeRow row;"
            + " org.apache.spark.sql.catalyst.InternalRow other;"
            + " org.apache.spark.sql.catalyst.util.ArrayData array;"
            + " org.apache.spark.sql.catalyst.expressions.codegen.UnsafeArrayWriter[] out; }");
    assertBroken(
        Walls.CODECS_ONLY_READ_AND_WRITE_ROWS,
        "Codec",
        "package io.dlpipelines.image.codec;"
            + " class Codec { org.apache.spark.sql.catalyst.expressions.Expression expression; }");
    String plan = "class %s { org.apache.spark.sql.catalyst.plans.logical.LogicalPlan plan; }";
    assertHolds(
        Walls.CODECS_ONLY_READ_AND_WRITE_ROWS,
        "package io.dlpipelines.training; " + plan.formatted("DatasetPlan"));
    assertBroken(
        Walls.CODECS_ONLY_READ_AND_WRITE_ROWS,
        "RowOrder",
        "package io.dlpipelines.training; " + plan.formatted("RowOrder"));
  }

  @Test
  void packagesHaveNoCycles() {
    String graph = "package io.dlpipelines.tensorflow.graph; public class Slicer { %s }";
    String stage =
        "package io.dlpipelines.tensorflow;"
            + " public class Stage { io.dlpipelines.tensorflow.graph.Slicer slicer; }";
    assertHolds(Walls.NO_CYCLES, graph.formatted(""), stage);
    assertBroken(
        Walls.NO_CYCLES,
        "Slicer",
        graph.formatted("io.dlpipelines.tensorflow.Stage stage;"),
        stage);
  }

  @Test
  void samplesAndBenchmarksAreFree() {
    JavaClasses classes =
        compiled(
            GRAPH,
            "package io.dlpipelines.benchmarks; class Loop { org.tensorflow.Graph graph;"
                + " org.apache.spark.sql.catalyst.InternalRow row; }");
    assertThat(Walls.ALL).allSatisfy(rule -> assertThat(violations(rule, classes)).isEmpty());
  }

  @Test
  void emptyPackagesBreakNothing() {
    JavaClasses classes = compiled("package elsewhere; class Nothing {}");
    assertThat(Walls.ALL).allSatisfy(rule -> assertThat(violations(rule, classes)).isEmpty());
  }

  private void assertHolds(ArchRule rule, String... sources) {
    assertThat(violations(rule, compiled(sources))).isEmpty();
  }

  private void assertBroken(ArchRule rule, String offender, String... sources) {
    assertThat(violations(rule, compiled(sources)))
        .isNotEmpty()
        .allSatisfy(violation -> assertThat(violation).contains(offender));
  }

  private static List<String> violations(ArchRule rule, JavaClasses classes) {
    return rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails();
  }

  private JavaClasses compiled(String... sources) {
    return Walls.importFrom(compile(sources));
  }

  private Path compile(String... sources) {
    try {
      Path root = Files.createTempDirectory(folder, "walls");
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "-proc:none",
                  "-nowarn",
                  "-d",
                  root.resolve("classes").toString(),
                  "-cp",
                  System.getProperty("java.class.path")));
      for (String source : sources) {
        Path file = root.resolve(first(PACKAGE, source)).resolve(first(TYPE, source) + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        arguments.add(file.toString());
      }
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      assertThat(status).as("compiling").isZero();
      return root.resolve("classes");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String first(Pattern pattern, String source) {
    Matcher matcher = pattern.matcher(source);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
