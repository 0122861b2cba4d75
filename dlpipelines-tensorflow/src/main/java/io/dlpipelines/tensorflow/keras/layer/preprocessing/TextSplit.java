package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import java.util.Locale;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.strings.StringSplit;
import org.tensorflow.op.strings.UnicodeDecode;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Splits texts into tokens. */
enum TextSplit {
  /** At white space, of which several characters count as one. */
  WHITESPACE {
    @Override
    RaggedStrings split(Ops tf, Operand<TString> texts) {
      StringSplit split = tf.strings.stringSplit(texts, tf.constant(""));
      Operand<TInt64> rows = tf.gather(split.indices(), tf.constant(0), tf.constant(1));
      Operand<TInt64> starts = tf.range(tf.constant(0L), count(tf, texts), tf.constant(1L));
      // Rows are ascending: each begins at the first token whose row is at least its own.
      Operand<TInt64> splits =
          tf.reshape(
              tf.lowerBound(
                  tf.expandDims(rows, tf.constant(0)),
                  tf.expandDims(starts, tf.constant(0)),
                  TInt64.class),
              tf.array(-1));
      return new RaggedStrings(split.values(), splits);
    }
  },
  /** Into characters of Unicode. */
  CHARACTER {
    @Override
    RaggedStrings split(Ops tf, Operand<TString> texts) {
      UnicodeDecode<TInt64> decoded = tf.strings.unicodeDecode(texts, "UTF-8", TInt64.class);
      Operand<TInt64> count = tf.dtypes.cast(tf.size(decoded.charValues()), TInt64.class);
      Operand<TInt64> each =
          tf.range(tf.constant(0L), tf.math.add(count, tf.constant(1L)), tf.constant(1L));
      return new RaggedStrings(
          tf.strings.unicodeEncode(decoded.charValues(), each, "UTF-8"), decoded.rowSplits());
    }
  };

  /** By its name, empty for {@code none}. */
  static Optional<TextSplit> find(String name) {
    return name.equals("none")
        ? Optional.empty()
        : Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
  }

  /** The tokens of each text, {@code [batch]}. */
  abstract RaggedStrings split(Ops tf, Operand<TString> texts);

  /** One more than there are texts. */
  private static Operand<TInt64> count(Ops tf, Operand<TString> texts) {
    return tf.math.add(tf.dtypes.cast(tf.size(texts), TInt64.class), tf.constant(1L));
  }
}
