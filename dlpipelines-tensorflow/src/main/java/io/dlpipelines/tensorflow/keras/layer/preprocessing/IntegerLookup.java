package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.node.IntNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import org.tensorflow.types.TInt64;

/** Indices of integers in a vocabulary, or vectors of them, or the integers of indices. */
final class IntegerLookup extends IndexLookup<TInt64> {
  IntegerLookup(LayerConfig config) {
    super(config, new IntegerTokens(), IntNode.valueOf(-1));
  }
}
