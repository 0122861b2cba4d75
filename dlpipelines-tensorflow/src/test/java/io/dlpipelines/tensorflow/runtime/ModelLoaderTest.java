package io.dlpipelines.tensorflow.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelLoaderTest {

  @Test
  void aGraphThatCannotBeReadIsNoLackOfRoom() {
    assertThatThrownBy(
            () ->
                load(
                    folder ->
                        Files.write(
                            folder.resolve(ModelKind.GRAPH_FILE), "no graph".getBytes(UTF_8))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("The model's graph cannot be read: ");
  }

  @Test
  void filesThatCannotBeWrittenAreToldWithTheFolder() {
    assertThatThrownBy(
            () ->
                load(
                    folder -> {
                      throw new IOException("no room");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("The model's files cannot be written to ")
        .hasMessageContaining(": no room. Make room there");
  }

  private static GraphSession load(ModelLoader.Source source) {
    return ModelLoader.load(
        source,
        new TensorFlowEngine(ModelKind.GRAPH, List.of(), SessionOptions.DEFAULT),
        SessionSetup.DEFAULT);
  }
}
