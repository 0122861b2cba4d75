package io.dlpipelines.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedParamsTest {
  private static final AllParams STAGE = new AllParams("all");

  /** What a Param takes and what it refuses. */
  private record Range(Param<?> param, List<?> accepted, List<?> refused) {
    @Override
    public String toString() {
      return param.name();
    }
  }

  private static List<Range> ranges() {
    List<String> names = List.of("x", "a column", "dots.and`ticks");
    List<String> blanks = List.of("", " ", "\t\n");
    return List.of(
        new Range(STAGE.batchSize(), List.of(0, 1, 512, Integer.MAX_VALUE), List.of(-1)),
        new Range(STAGE.intraOpParallelism(), List.of(1, 64), List.of(0, Integer.MIN_VALUE)),
        new Range(STAGE.gpuMemoryFraction(), List.of(1.0, 0.25), List.of(0.0, 1.01, -1.0)),
        new Range(STAGE.taskGpuAmount(), List.of(0.0, 0.25, 1.0, 2.0), List.of(-1.0, 1.5)),
        new Range(STAGE.checkFinite(), List.of(true, false), List.of()),
        new Range(STAGE.device(), List.of("auto", "cpu", "gpu"), List.of("GPU", "tpu", "")),
        new Range(
            STAGE.handleInvalid(), List.of("error", "skip", "keep"), List.of("Error", "drop", "")),
        new Range(STAGE.outputMode(), List.of("vector", "array"), List.of("image", "Vector", "")),
        new Range(
            STAGE.precision(),
            List.of("float32", "float16", "bfloat16"),
            List.of("FLOAT16", "half", "float64", "")),
        new Range(STAGE.xla(), List.of(true, false), List.of()),
        new Range(STAGE.inputCol(), names, blanks),
        new Range(STAGE.outputCol(), names, blanks),
        new Range(STAGE.invalidReasonCol(), names, blanks),
        new Range(STAGE.text(), names, blanks),
        new Range(
            STAGE.names(),
            List.of(Map.of("x", "in:0"), Map.of("x", "a", "y", "a")),
            List.of(
                Map.of(),
                Map.of("", "a"),
                Map.of("x", " "),
                Collections.singletonMap("x", null),
                Collections.singletonMap(null, "a"))));
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void checks(Range range) {
    AllParams stage = new AllParams("checked");
    for (Object value : range.accepted()) {
      stage.set(range.param().name(), value);
      assertThat(stage.get(stage.getParam(range.param().name())).get()).isEqualTo(value);
    }
    for (Object value : range.refused()) {
      assertThatThrownBy(() -> stage.set(range.param().name(), value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(range.param().name() + " must be ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batchSize | -1 | >= 1, or 0 for auto, got -1",
        "intraOpParallelism | 0 | >= 1, got 0",
        "gpuMemoryFraction | 1.01 | above 0, at most 1, got 1.01",
        "gpuMemoryFraction | NaN | above 0, at most 1, got NaN",
        "taskGpuAmount | -1.0 | 0 for none asked, up to 1, or a whole number, got -1",
        "inputCol | ' ' | the name of a column, got [ ]",
        "text | ' ' | a text that is not blank, got [ ]",
        "names | {} | a map of at least one name to a name, none of them blank, got {}",
        "names | {x=1} | a map of at least one name to a name, none of them blank, got {x=1}",
        "batchSize | two | >= 1, or 0 for auto, got [two] of type String, not Integer",
        "batchSize | 2.0 | >= 1, or 0 for auto, got 2 of type Double, not Integer",
        "xla | yes | true or false, got [yes] of type String, not Boolean",
        "inputCol | 1.0 | the name of a column, got 1 of type Double, not String",
        "inputCol | null | the name of a column, got null"
      })
  void refusalsNameTheParamTheRangeAndTheValue(String name, String text, String refusal) {
    Object value = given(text);
    AllParams stage = new AllParams("checked");
    Param<Object> param = stage.getParam(name);
    String message = "%s must be %s".formatted(name, refusal);
    assertThatThrownBy(() -> stage.set(name, value)).hasMessage(message);
    assertThatThrownBy(() -> new ParamMap().put(param, value)).hasMessage(message);
  }

  private static Object given(String text) {
    return switch (text) {
      case "null" -> null;
      case "{}" -> Map.of();
      case "{x=1}" -> Map.of("x", 1);
      default ->
          text.matches("-?\\d+")
              ? (Object) Integer.valueOf(text)
              : text.matches("NaN|-?\\d+\\.\\d+") ? (Object) Double.valueOf(text) : text;
    };
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void checksTravel(Range range) throws Exception {
    @SuppressWarnings("unchecked")
    Param<Object> travelled = (Param<Object>) travelled(range.param());
    assertThat(travelled).isEqualTo(range.param());
    for (Object value : range.accepted()) {
      assertThat(travelled.isValid().apply(value)).isEqualTo(true);
    }
    for (Object value : range.refused()) {
      assertThat(takes(travelled, value)).isFalse();
    }
  }

  private static boolean takes(Param<Object> param, Object value) {
    try {
      return (Boolean) param.isValid().apply(value);
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  @Test
  void aWordThatIsNoChoiceIsRefusedWithTheChoices() {
    AllParams stage = new AllParams("chosen");
    assertThatThrownBy(() -> stage.setDevice("GPU"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device must be one of [auto, cpu, gpu], got [GPU]");
    assertThatThrownBy(() -> stage.setPrecision("half"))
        .hasMessage("precision must be one of [float32, float16, bfloat16], got [half]");
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void valuesSurviveJson(Range range) {
    @SuppressWarnings("unchecked")
    Param<Object> param = (Param<Object>) range.param();
    for (Object value : range.accepted()) {
      assertThat(param.jsonDecode(param.jsonEncode(value))).isEqualTo(value);
    }
  }

  @Test
  void everyParamIsTested() {
    assertThat(ranges().stream().<Param<?>>map(Range::param).toList())
        .containsExactlyInAnyOrder(STAGE.params());
  }

  @Test
  void docsSayTheRange() {
    assertThat(STAGE.batchSize().doc())
        .isEqualTo("rows that are computed at once (>= 1, or 0 for auto: a short search finds it)");
    assertThat(STAGE.intraOpParallelism().doc()).startsWith("threads ").endsWith("(>= 1)");
    assertThat(STAGE.device().doc()).endsWith("(auto, cpu, gpu)");
    assertThat(STAGE.precision().doc()).endsWith("(float32, float16, bfloat16)");
    assertThat(STAGE.handleInvalid().doc()).endsWith("(error, skip, keep)");
    assertThat(STAGE.outputMode().doc()).endsWith("(vector, array)");
    assertThat(STAGE.names().doc()).isEqualTo("column to tensor");
    for (Param<?> param : STAGE.params()) {
      assertThat(param.doc()).isNotBlank().doesNotEndWith(".");
    }
  }

  @Test
  void settersGiveTheStageAndGettersTheValue() {
    AllParams stage = new AllParams("set");
    assertThat(stage.setBatchSize(3)).isSameAs(stage);
    assertThat(stage.getBatchSize()).isEqualTo(3);
    assertThat(stage.setBatchSize("auto").getBatchSize()).isEqualTo(BatchSizeParam.AUTO);
    assertThat(stage.setBatchSize("64").getBatchSize()).isEqualTo(64);
    assertThat(stage.setIntraOpParallelism(2).getIntraOpParallelism()).isEqualTo(2);
    assertThat(stage.setCheckFinite(true).getCheckFinite()).isTrue();
    assertThat(stage.setDevice("cpu").getDevice()).isEqualTo("cpu");
    assertThat(stage.setGpuMemoryFraction(0.5).getGpuMemoryFraction()).isEqualTo(0.5);
    assertThat(stage.setTaskGpuAmount(0.25).getTaskGpuAmount()).isEqualTo(0.25);
    assertThat(stage.setPrecision("bfloat16").getPrecision()).isEqualTo("bfloat16");
    assertThat(stage.setXla(true).getXla()).isTrue();
    assertThat(stage.setHandleInvalid("keep").getHandleInvalid()).isEqualTo("keep");
    assertThat(stage.setInputCol("x").getInputCol()).isEqualTo("x");
    assertThat(stage.setOutputCol("y").getOutputCol()).isEqualTo("y");
    assertThat(stage.setInvalidReasonCol("why").getInvalidReasonCol()).isEqualTo("why");
    assertThat(stage.setOutputMode("array").getOutputMode()).isEqualTo("array");
  }

  @Test
  void batchSizesAreAutoOrNumbers() {
    for (String value : List.of("many", "0", "-1", "1.5", "")) {
      assertThatThrownBy(() -> new AllParams("set").setBatchSize(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("batchSize must be auto or a whole number >= 1, got [%s]".formatted(value));
    }
  }

  @Test
  void batchSizesOfTrainingAreNumbers() {
    IntParam training = HasBatchSize.trainingBatchSizeParam(STAGE);
    assertThat(training.doc()).isEqualTo("rows that are computed at once (>= 1)");
    assertThat((Boolean) training.isValid().apply(1)).isTrue();
    assertThatThrownBy(() -> training.isValid().apply(BatchSizeParam.AUTO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be >= 1 in training, whose result depends on it, got 0");
  }

  @Test
  void settersRefuseNullByName() {
    Map<String, Function<String, AllParams>> setters =
        Map.of(
            "device", STAGE::setDevice,
            "handleInvalid", STAGE::setHandleInvalid,
            "inputCol", STAGE::setInputCol,
            "outputCol", STAGE::setOutputCol,
            "invalidReasonCol", STAGE::setInvalidReasonCol,
            "outputMode", STAGE::setOutputMode,
            "precision", STAGE::setPrecision);
    setters.forEach(
        (name, setter) ->
            assertThatThrownBy(() -> setter.apply(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name));
  }

  @Test
  void namesKeepTheirOrderAndEveryCharacter() {
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : Arrays.asList("z", "a", "\"quoted\"", "back\\slash", "ü – 像", "{}:,")) {
      names.put(name, name + "\n");
    }
    Map<String, String> decoded = STAGE.names().jsonDecode(STAGE.names().jsonEncode(names));
    assertThat(decoded).containsExactlyEntriesOf(names);
    assertThat(STAGE.names().jsonEncode(Map.of("x", "in:0"))).isEqualTo("{\"x\":\"in:0\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2]", "\"x\"", "{\"x\": {}}", "{\"x\"", "null"})
  void whatIsNoMapOfNamesIsAnError(String json) {
    assertThatThrownBy(() -> STAGE.names().jsonDecode(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Param names is no map of names: " + json);
  }

  @Test
  void aPathHasNoPasswordInIt() {
    Param<String> path = ParamFactory.path(STAGE, "modelFile", "file with a model");
    assertThat(path.w("s3a://bucket/model.keras").value()).isEqualTo("s3a://bucket/model.keras");
    assertThatThrownBy(() -> path.w("s3a://KEY:SECRET@bucket/model.keras"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "modelFile is [s3a://***@bucket/model.keras], with credentials in it, and a Param is"
                + " saved with its stage. Put them into the Hadoop configuration, such as"
                + " fs.s3a.access.key and fs.s3a.secret.key.");
  }

  private static Object travelled(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }
}
