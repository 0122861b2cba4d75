package io.dlpipelines.tensorflow.safety;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Operations that are dangerous by what their attributes say. */
final class DangerousSettings {
  private static final Map<String, String> FILE_NAMES =
      Map.of("FixedUnigramCandidateSampler", "vocab_file", "Skipgram", "filename");

  private static final String ANY_FILE = "file://";

  private DangerousSettings() {}

  static Optional<Danger> of(NodeDef node) {
    if (FILE_NAMES.containsKey(node.getOp())) {
      return text(node, FILE_NAMES.get(node.getOp())).isEmpty()
          ? Optional.empty()
          : Optional.of(Danger.READS_FILES);
    }
    return switch (node.getOp()) {
      case "PrintV2" ->
          text(node, "output_stream").startsWith("file://")
              ? Optional.of(Danger.WRITES_FILES)
              : Optional.empty();
      case "EncodeProto", "DecodeProtoV2" -> {
        String source = text(node, "descriptor_source");
        yield source.isEmpty() || source.startsWith("local://") || source.startsWith("bytes://")
            ? Optional.empty()
            : Optional.of(Danger.READS_FILES);
      }
      default -> Optional.empty();
    };
  }

  /** What the call of a function gives may be anything, so it is taken for a file. */
  private static String text(NodeDef node, String attribute) {
    AttrValue value = node.getAttrMap().get(attribute);
    if (value == null) {
      return "";
    }
    return value.getPlaceholder().isEmpty() ? value.getS().toStringUtf8() : ANY_FILE;
  }
}
