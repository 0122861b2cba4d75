package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.strings.StringNGrams;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Rows of different lengths.
 *
 * @param values the strings of all rows, one row after the other
 * @param splits where each row begins, and the number of strings at the end
 */
record RaggedStrings(Operand<TString> values, Operand<TInt64> splits) {

  /** The rows of a matrix. */
  static RaggedStrings of(Ops tf, Operand<TString> matrix) {
    Operand<TInt64> shape = tf.shape(matrix, TInt64.class);
    Operand<TInt64> columns = tf.gather(shape, tf.constant(1), tf.constant(0));
    Operand<TInt64> rows = tf.gather(shape, tf.constant(0), tf.constant(0));
    return new RaggedStrings(
        tf.reshape(matrix, tf.array(-1)),
        tf.math.mul(
            tf.range(tf.constant(0L), tf.math.add(rows, tf.constant(1L)), tf.constant(1L)),
            columns));
  }

  /** Neighbours in a row, joined by spaces. */
  RaggedStrings ngrams(Ops tf, List<Long> widths) {
    StringNGrams<TInt64> joined =
        tf.strings.stringNGrams(values, splits, " ", widths, "", "", 0L, false);
    return new RaggedStrings(joined.ngrams(), joined.ngramsSplits());
  }

  /**
   * A matrix as wide as the longest row, padded with empty strings.
   *
   * @param rows the number of rows, from which TensorFlow infers the matrix's
   */
  Operand<TString> padded(Ops tf, Operand<TInt32> rows) {
    Operand<TString> matrix =
        tf.ragged.raggedTensorToTensor(
            tf.array(-1L, -1L), values, tf.constant(""), List.of(splits), List.of("ROW_SPLITS"));
    Operand<TInt32> columns = tf.gather(tf.shape(matrix), tf.constant(1), tf.constant(0));
    return tf.reshape(matrix, tf.stack(List.of(rows, columns)));
  }
}
