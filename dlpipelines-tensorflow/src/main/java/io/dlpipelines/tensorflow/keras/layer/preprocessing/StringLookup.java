package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.node.TextNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import org.tensorflow.types.TString;

/** Indices of strings in a vocabulary, or vectors of them, or the strings of indices. */
final class StringLookup extends IndexLookup<TString> {
  StringLookup(LayerConfig config) {
    super(config, new StringTokens(), TextNode.valueOf("[UNK]"));
  }
}
