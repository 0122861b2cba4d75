package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/**
 * A SavedModel without its vocabulary file, of which one signature needs it and another does not.
 */
class MissingAssetsTest extends SparkTest {
  @TempDir private Path folder;

  @Test
  void aSignatureThatDoesNotNeedAMissingFileWorks() throws IOException {
    String model = model().toString();
    TFTransformer stage =
        new TFTransformer()
            .setGraph(TFInputGraph.fromSavedModel(model, "serve", "lower"))
            .setInputMapping(Map.of("text", "x"))
            .setOutputMapping(Map.of("y", "out"));
    assertThat(
            Frames.cells(
                stage.transform(
                    Frames.column("text", DataTypes.StringType, 1, List.of("RED", "b"))),
                "out"))
        .containsExactly("red", "b");
  }

  @Test
  void aSignatureThatNeedsItIsRefused() throws IOException {
    String model = model().toString();
    assertThatThrownBy(() -> TFInputGraph.fromSavedModel(model, "serve", "serving_default"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The SavedModel has no file [voc.txt] in its folder assets");
  }

  private Path model() throws IOException {
    Path source = SharedData.path("saved-models-python/noass");
    Files.createDirectories(folder.resolve("variables"));
    for (String name : List.of("variables.index", "variables.data-00000-of-00001")) {
      Files.copy(
          source.resolve("variables").resolve(name), folder.resolve("variables").resolve(name));
    }
    SavedModel.Builder model =
        SavedModel.parseFrom(Files.readAllBytes(source.resolve("saved_model.pb"))).toBuilder();
    MetaGraphDef.Builder metaGraph = model.getMetaGraphsBuilder(0);
    SignatureDef table = metaGraph.getSignatureDefOrThrow("serving_default");
    String input = table.getInputsOrThrow("x").getName();
    metaGraph
        .getGraphDefBuilder()
        .addNode(
            NodeDef.newBuilder()
                .setName("lower")
                .setOp("StringLower")
                .addInput(input.replace(":0", ""))
                .putAttr(
                    "encoding",
                    AttrValue.getDefaultInstance().toBuilder()
                        .setS(com.google.protobuf.ByteString.EMPTY)
                        .build()));
    metaGraph.putSignatureDef(
        "lower",
        table.toBuilder()
            .putOutputs(
                "y",
                table.getOutputsOrThrow("y").toBuilder()
                    .setName("lower:0")
                    .setDtype(DataType.DT_STRING)
                    .build())
            .build());
    Files.write(folder.resolve("saved_model.pb"), model.build().toByteArray());
    return folder;
  }
}
