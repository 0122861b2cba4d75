package io.dlpipelines.samples.docs;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Java code of the documentation: whole classes, or statements that are put into one. */
final class Snippets {

  private static final Pattern CLASS = Pattern.compile("(?m)^public final class (\\w+)");

  /** What a reader's IDE would add to statements. */
  private static final String IMPORTS =
      """
      import static io.dlpipelines.tensorflow.keras.KerasLayers.*;

      import io.dlpipelines.image.*;
      import io.dlpipelines.image.zoo.*;
      import io.dlpipelines.tensorflow.*;
      import io.dlpipelines.tensorflow.keras.*;
      import io.dlpipelines.tensorflow.sql.*;
      import io.dlpipelines.tuning.*;
      import io.dlpipelines.tuning.report.*;
      import java.util.*;
      import org.apache.spark.ml.*;
      import org.apache.spark.ml.evaluation.*;
      import org.apache.spark.ml.feature.*;
      import org.apache.spark.ml.param.ParamMap;
      import org.apache.spark.ml.tuning.*;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;
      import org.apache.spark.sql.SparkSession;
      import org.tensorflow.ndarray.Shape;
      import org.tensorflow.op.core.Placeholder;
      import org.tensorflow.types.TFloat32;
      import scala.jdk.javaapi.CollectionConverters;
      """;

  private final List<JavaFileObject> sources = new ArrayList<>();

  void add(String code) {
    Matcher named = CLASS.matcher(code);
    if (named.find()) {
      sources.add(new Source(named.group(1), code));
      return;
    }
    String name = "Snippet" + sources.size();
    sources.add(
        new Source(
            name,
            IMPORTS
                + "final class "
                + name
                + " {\n  void run(SparkSession spark, Dataset<Row> rows, Dataset<Row> wines)"
                + " throws Exception {\n"
                + code
                + "}\n}\n"));
  }

  /** Compiles all, and gives what the compiler has to say. */
  String compile(Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-proc:none", "-cp", classPath, "-d", classes.toString()),
                null,
                sources)
            .call();
    return compiled ? "" : messages.toString();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    private Source(String className, String code) {
      super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
