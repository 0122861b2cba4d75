package io.dlpipelines.tensorflow.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.runtime.RegisteredOperations;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

class DangerTest {
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "(?i)(^|_)(file|files|filename|filenames|path|prefix|dir|logdir|directory|address|urls"
              + "|uri|db_uri|token|target_name)(_|$)|file_pattern|data_source|chunk_file"
              + "|memory_region|output_stream|descriptor_source|server_address");

  /** Operations whose settings have such names, and that were found to be harmless. */
  private static final Set<String> REVIEWED =
      Set.of(
          "BoostedTreesCreateEnsemble",
          "BoostedTreesDeserializeEnsemble",
          "CollectiveAllToAllV2",
          "CTCBeamSearchDecoder",
          "ExperimentalSetStatsAggregatorDataset",
          "SetStatsAggregatorDataset",
          "TensorSliceDataset",
          "XlaCallModule",
          // Looked at by their settings.
          "CacheDataset",
          "CacheDatasetV2",
          "PrintV2",
          "FixedUnigramCandidateSampler",
          "Skipgram",
          "EncodeProto",
          "DecodeProtoV2");

  @Test
  void eachDangerousOperationIsOneOfTensorFlow() {
    assertThat(operations()).allMatch(name -> RegisteredOperations.find(name).isPresent());
  }

  @Test
  void noOperationIsListedTwice() {
    assertThat(operations()).doesNotHaveDuplicates();
  }

  @Test
  void whatNamesAFileOrAnAddressWasLookedAt() {
    List<String> open =
        RegisteredOperations.all().stream()
            .filter(DangerTest::namesSomethingOutside)
            .map(OpDef::getName)
            .filter(name -> !name.startsWith("XlaSparseDense") && !REVIEWED.contains(name))
            .filter(name -> Danger.of(name) == null)
            .toList();
    assertThat(open).isEmpty();
  }

  @Test
  void whatComputesIsNoDanger() {
    assertThat(Stream.of("Conv2D", "Assert", "ShardedFilename", "Print", "BatchFunction"))
        .allMatch(name -> Danger.of(name) == null);
  }

  @Test
  void aSettingCanBeTheDanger() {
    assertThat(DangerousSettings.of(node("PrintV2", "output_stream", "stderr"))).isEmpty();
    assertThat(DangerousSettings.of(node("PrintV2", "output_stream", "file:///tmp/x")))
        .contains(Danger.WRITES_FILES);
    assertThat(DangerousSettings.of(node("FixedUnigramCandidateSampler", "vocab_file", "")))
        .isEmpty();
    assertThat(DangerousSettings.of(node("FixedUnigramCandidateSampler", "vocab_file", "/etc/x")))
        .contains(Danger.READS_FILES);
    assertThat(DangerousSettings.of(node("DecodeProtoV2", "descriptor_source", "local://")))
        .isEmpty();
    assertThat(DangerousSettings.of(node("DecodeProtoV2", "descriptor_source", "/tmp/types.pb")))
        .contains(Danger.READS_FILES);
  }

  private static NodeDef node(String operation, String setting, String value) {
    return NodeDef.newBuilder()
        .setName("n")
        .setOp(operation)
        .putAttr(setting, Protos.text(value))
        .build();
  }

  private static List<String> operations() {
    return Stream.of(Danger.values()).flatMap(danger -> danger.operations().stream()).toList();
  }

  private static boolean namesSomethingOutside(OpDef operation) {
    return Stream.concat(
            operation.getInputArgList().stream().map(OpDef.ArgDef::getName),
            operation.getAttrList().stream()
                .filter(attribute -> attribute.getType().contains("string"))
                .map(OpDef.AttrDef::getName))
        .anyMatch(name -> OUTSIDE.matcher(name).find());
  }
}
