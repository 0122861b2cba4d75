package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.SavedValues;
import io.dlpipelines.tensorflow.keras.network.Value;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.strings.RegexReplace;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** Standardizes text, splits it into tokens, joins them to n-grams, and looks these up. */
final class TextVectorization extends Layer implements SavedValues {
  private static final String PUNCTUATION = "[!\"#$%&()\\*\\+,-\\./:;<=>?@\\[\\\\\\]^_`{|}~\\']";

  private final String standardize;
  private final Optional<TextSplit> split;
  private final List<Long> ngrams;
  private final int length;
  private final Lookup<TString> lookup;

  TextVectorization(LayerConfig config) {
    super(config);
    standardize =
        function(
            config,
            "standardize",
            "lower_and_strip_punctuation",
            "lower",
            "strip_punctuation",
            "none");
    String splitBy = function(config, "split", "whitespace", "character", "none");
    split = TextSplit.find(splitBy);
    ngrams = ngrams(config);
    length =
        config.find("output_sequence_length").isPresent()
            ? config.positive("output_sequence_length")
            : 0;
    if (config.flag("ragged", false)) {
      throw config.invalid(
          "ragged outputs are not supported; set [ragged] to false, which pads them with 0");
    }
    lookup =
        new Lookup<>(
            config,
            new StringTokens(),
            Optional.of(TextNode.valueOf("")),
            TextNode.valueOf("[UNK]"),
            UnknownTokens.single());
  }

  /** One of Keras's functions; null is none of them, which differs from a setting left out. */
  private static String function(LayerConfig config, String key, String... choices) {
    JsonNode value = config.toJson().path(key);
    if (value.isObject()) {
      throw config.invalid(
          "[%s] is a Python function, which is not run; use one of Keras's own, %s, or export the model as a SavedModel and use TFInputGraph.fromSavedModel"
              .formatted(key, List.of(choices)));
    }
    config.find(key);
    return value.isNull() ? "none" : config.choice(key, choices[0], choices);
  }

  private static List<Long> ngrams(LayerConfig config) {
    Optional<JsonNode> setting = config.find("ngrams");
    if (setting.isEmpty()) {
      return List.of();
    }
    List<Long> widths =
        setting.get().isIntegralNumber()
            ? LongStream.rangeClosed(1, setting.get().asLong()).boxed().toList()
            : Vocabulary.list(setting.get()).stream().map(JsonNode::asLong).toList();
    if (widths.isEmpty() || widths.stream().anyMatch(width -> width < 1)) {
      throw config.invalid(
          "[ngrams] is %s; it must be one or more positive integers".formatted(setting.get()));
    }
    return widths;
  }

  /** Keras saves them for this layer, and for the lookup layer that it has inside. */
  @Override
  public Map<String, WeightValue> savedValues() {
    Map<String, WeightValue> values = new LinkedHashMap<>();
    values.putAll(lookup.savedValues("vars/idf_weights"));
    values.putAll(lookup.savedValues("_lookup_layer/vars/idf_weights"));
    return values;
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TString> text =
        standardized(tf, new StringTokens().of(config(), tf, call.input().tensor()));
    Operand<TString> tokens = tokens(tf, text);
    return call.unmasked(lookup.apply(tf, length > 0 ? resized(tf, tokens) : tokens));
  }

  private Operand<TString> standardized(Ops tf, Operand<TString> text) {
    Operand<TString> lower = standardize.startsWith("lower") ? tf.strings.lower(text) : text;
    return standardize.endsWith("strip_punctuation")
        ? tf.strings.regexReplace(
            lower, tf.constant(PUNCTUATION), tf.constant(""), RegexReplace.replaceGlobal(true))
        : lower;
  }

  /** {@code [batch, tokens]}, padded with the mask token, which is empty. */
  private Operand<TString> tokens(Ops tf, Operand<TString> text) {
    Shape shape = text.shape();
    int rank = shape.numDimensions();
    Operand<TInt32> rows = Value.of(text).sizes(tf).get(0);
    if (split.isPresent()) {
      if (rank > 2 || rank == 2 && shape.get(1) != 1) {
        throw config()
            .invalid(
                "to split text it takes inputs of shape [batch] or [batch, 1], and is given %s"
                    .formatted(shape));
      }
      Operand<TString> column = rank == 2 ? tf.squeeze(text, Squeeze.axis(List.of(1L))) : text;
      RaggedStrings tokens = split.get().split(tf, column);
      return (ngrams.isEmpty() ? tokens : tokens.ngrams(tf, ngrams)).padded(tf, rows);
    }
    if (rank != 2) {
      throw config()
          .invalid(
              "without [split] it takes tokens of shape [batch, tokens], and is given %s"
                  .formatted(shape));
    }
    return ngrams.isEmpty() ? text : RaggedStrings.of(tf, text).ngrams(tf, ngrams).padded(tf, rows);
  }

  /** Cut or padded to the length that is set, where the output is indices. */
  private Operand<TString> resized(Ops tf, Operand<TString> tokens) {
    Operand<TString> cut =
        tf.slice(
            tokens,
            tf.array(0, 0),
            tf.stack(
                List.of(
                    tf.constant(-1),
                    tf.math.minimum(
                        tf.constant(length),
                        tf.gather(tf.shape(tokens), tf.constant(1), tf.constant(0))))));
    Operand<TString> padded =
        tf.pad(
            cut,
            tf.stack(
                List.of(
                    tf.array(0, 0),
                    tf.stack(
                        List.of(
                            tf.constant(0),
                            tf.math.sub(
                                tf.constant(length),
                                tf.gather(tf.shape(cut), tf.constant(1), tf.constant(0))))))),
            tf.constant(""));
    return tf.ensureShape(padded, Shape.of(-1, length));
  }
}
