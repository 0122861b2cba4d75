package io.dlpipelines.tensorflow.keras.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerTermsTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();
  private static final KerasVersion KERAS_2 = new KerasVersion(2, false);
  private static final KerasVersion THEANO = new KerasVersion(2, true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Dense              | {output_dim: 3, init: 'uniform', bias: true, W_regularizer: null} | Dense | {units: 3, kernel_initializer: 'uniform', use_bias: true, kernel_regularizer: null}
          Dense              | {units: 3, input_dim: 4}                        | Dense | {units: 3, input_dim: 4, batch_shape: [null, 4]}
          TimeDistributedDense | {output_dim: 3}                               | Dense | {units: 3}
          Convolution2D      | {nb_filter: 8, nb_row: 3, nb_col: 2, border_mode: 'same', subsample: [2, 1], dim_ordering: 'tf'} | Conv2D | {filters: 8, padding: 'same', strides: [2, 1], data_format: 'channels_last', kernel_size: [3, 2]}
          AtrousConvolution1D | {nb_filter: 8, filter_length: 3, subsample_length: 2, atrous_rate: 4} | Conv1D | {filters: 8, kernel_size: 3, strides: 2, dilation_rate: 4}
          Convolution3D      | {nb_filter: 8, kernel_dim1: 1, kernel_dim2: 2, kernel_dim3: 3} | Conv3D | {filters: 8, kernel_size: [1, 2, 3]}
          Deconvolution2D    | {nb_filter: 8}                                  | Conv2DTranspose | {filters: 8}
          MaxPooling1D       | {pool_length: 2, stride: 3, border_mode: 'same'} | MaxPooling1D | {pool_size: 2, strides: 3, padding: 'same'}
          AvgPool2D          | {pool_size: [2, 2]}                             | AveragePooling2D | {pool_size: [2, 2]}
          UpSampling1D       | {length: 2}                                     | UpSampling1D | {size: 2}
          Embedding          | {input_dim: 9, output_dim: 4, init: 'uniform', input_length: 5} | Embedding | {input_dim: 9, output_dim: 4, input_length: 5, embeddings_initializer: 'uniform', batch_shape: [null, 5]}
          LSTM               | {output_dim: 4, inner_activation: 'hard_sigmoid', inner_init: 'orthogonal', dropout_W: 0.1, dropout_U: 0.2} | LSTM | {units: 4, recurrent_activation: 'legacy_hard_sigmoid', recurrent_initializer: 'orthogonal', dropout: 0.1, recurrent_dropout: 0.2}
          LSTMV2             | {units: 4}                                      | LSTM | {units: 4}
          GRU                | {units: 4}                                      | GRU | {units: 4, reset_after: false}
          GRU                | {units: 4, reset_after: true}                   | GRU | {units: 4, reset_after: true}
          CuDNNGRU           | {units: 4}                                      | GRU | {units: 4, activation: 'tanh', recurrent_activation: 'sigmoid', reset_after: true}
          CuDNNLSTM          | {units: 4}                                      | LSTM | {units: 4, activation: 'tanh', recurrent_activation: 'sigmoid'}
          Dropout            | {p: 0.5}                                        | Dropout | {rate: 0.5}
          GaussianNoise      | {sigma: 0.5}                                    | GaussianNoise | {stddev: 0.5}
          LeakyReLU          | {alpha: 0.3}                                    | LeakyReLU | {negative_slope: 0.3}
          ELU                | {alpha: 0.3}                                    | ELU | {alpha: 0.3}
          BatchNormalizationV1 | {axis: [3], gamma_init: 'one', mode: 0}       | BatchNormalization | {axis: 3, mode: 0, gamma_initializer: 'one'}
          Activation         | {activation: 'hard_sigmoid'}                    | Activation | {activation: 'legacy_hard_sigmoid'}
          Dense              | {activation: {class_name: 'function', config: 'hard_sigmoid'}} | Dense | {activation: 'legacy_hard_sigmoid'}
          Dense              | {dtype: {class_name: 'Policy', config: {name: 'mixed_float16'}}} | Dense | {dtype: 'float32'}
          Dense              | {W_regularizer: {name: 'WeightRegularizer', l1: 0, l2: 0.1}} | Dense | {kernel_regularizer: {class_name: 'L1L2', config: {l1: 0, l2: 0.1}}}
          Dense              | {W_constraint: {name: 'MaxNorm', m: 2}}         | Dense | {kernel_constraint: {class_name: 'MaxNorm', config: {max_value: 2}}}
          InputLayer         | {batch_input_shape: [null, 4], input_dtype: 'int32'} | InputLayer | {dtype: 'int32', batch_shape: [null, 4]}
          Merge              | {mode: 'concat', concat_axis: 1}                | Concatenate | {axis: 1}
          Merge              | {mode: 'sum'}                                   | Add | {}
          Merge              | {mode: 'cos', dot_axes: 1}                      | Dot | {axes: 1, normalize: true}
          Bidirectional      | {layer: {class_name: 'LSTM', config: {name: 'l', output_dim: 2}}} | Bidirectional | {layer: {class_name: 'LSTM', config: {name: 'l', units: 2}}}
          keras.layers>Dense | {units: 3}                                      | Dense | {units: 3}
          """)
  void oldTermsBecomeThoseOfKeras3(String oldName, String old, String name, String config) {
    JsonNode layer = new LayerTerms(KERAS_2).layer(layer(oldName, old));
    assertThat(layer.get("class_name").asText()).isEqualTo(name);
    assertThat(layer.get("config")).isEqualTo(json("{name: 'x'}", config));
  }

  @ParameterizedTest
  @CsvSource({"Activation, hard_sigmoid", "Activation, relu"})
  void termsOfKeras3Stay(String name, String activation) {
    JsonNode layer =
        new LayerTerms(KerasVersion.KERAS_3)
            .layer(layer(name, "{activation: '" + activation + "'}"));
    assertThat(layer.at("/config/activation").asText()).isEqualTo(activation);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Lambda        | {}                              | its function is Python code
          ClassMethod   | {}                              | a method or property of a tensor
          MaxoutDense   | {}                              | Keras 2 removed this class
          Convolution2D | {dim_ordering: 'th'}            | Theano's dimension ordering
          MaxPooling2D  | {dim_ordering: 'th'}            | Theano's dimension ordering
          Mine>Dense    | {}                              | class of the author's own
          Merge         | {mode: 'f'}                     | its mode [f] is none of
          Merge         | {mode: 'sum', layers: []}       | functional form
          Model         | {}                              | subclass of Model, whose Python code is not run
          BatchNormalization | {mode: 2}                  | its mode is 2
          """)
  void codeAndTheanoAreRefused(String name, String config, String reason) {
    assertThatThrownBy(() -> new LayerTerms(KERAS_2).layer(layer(name, config)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Layer [x] of class " + name + ": ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {"SeparableConv2D|{}", "LocallyConnected1D|{}"})
  void kernelsOfTheTheanoBackendThatKerasDoesNotConvertAreRefused(String name, String config) {
    assertThatThrownBy(() -> new LayerTerms(THEANO).layer(layer(name, config)))
        .hasMessageContaining("it was trained on the Theano backend");
    assertThat(new LayerTerms(THEANO).layer(layer("Dense", "{units: 2}"))).isNotNull();
    assertThat(new LayerTerms(THEANO).layer(layer("Conv2D", "{filters: 2}"))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"my.layers, ", "__main__, ", "my_package.model, Mine>Dense"})
  void classesOfOthersAreRefusedByTheirModule(String module, String registered) {
    var layer = layer("Dense", "{}").put("module", module).put("registered_name", registered);
    assertThatThrownBy(() -> new LayerTerms(KerasVersion.KERAS_3).layer(layer))
        .hasMessageContaining("Layer [x] of class Dense");
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode layer(String name, String config) {
    return JSON.createObjectNode()
        .put("class_name", name)
        .set("config", json("{name: 'x'}", config));
  }

  /** Two objects as one. */
  private static JsonNode json(String one, String other) {
    try {
      return JSON.readerForUpdating(JSON.readTree(one)).readTree(other);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
