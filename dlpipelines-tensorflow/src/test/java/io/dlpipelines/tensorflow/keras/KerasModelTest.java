package io.dlpipelines.tensorflow.keras;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.persist.ModelFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasModelTest {

  @Test
  void stacksLayers() {
    KerasModel net = KerasModel.sequential(input(4), zero(3), zero(3).name("named"), zero(2));
    assertThat(net.layerNames()).containsExactly("input_layer", "dense", "named", "dense_1");
    assertThat(net.parameterCount()).isEqualTo(15 + 12 + 8);
    assertThat(net.toGraph().inputs().get(0).spec()).hasToString("input_layer FLOAT32 [?, 4]");
    assertThat(net.toGraph().outputs().get(0).spec()).hasToString("dense_1 FLOAT32 [?, 2]");
  }

  @Test
  void sharesWhatIsAppliedTwice() {
    KerasTensor left = input(4).name("left").apply();
    KerasTensor right = input(4).name("right").apply();
    KerasLayer shared = zero(3);
    KerasModel net =
        KerasModel.functional(
            List.of(left, right), List.of(shared.apply(left), shared.apply(right)));
    assertThat(net.layerNames()).containsExactly("left", "right", "dense");
    assertThat(net.parameterCount()).isEqualTo(15);
    assertThat(net.toGraph().outputs())
        .extracting(each -> each.name())
        .containsExactly("dense", "dense_1");
  }

  @Test
  void nestsModels() {
    KerasModel inner = KerasModel.sequential(input(4), zero(3));
    KerasModel net = KerasModel.sequential(input(4), inner, zero(3));
    assertThat(net.layerNames()).containsExactly("input_layer", "sequential", "dense");
    assertThat(net.parameterCount()).isEqualTo(15 + 12);
  }

  @Test
  void keepsPenaltiesOfWeightsThatAreThere() {
    KerasLayer penalized = zero(3).with("kernel_regularizer", "l2");
    assertThat(KerasModel.sequential(input(4), penalized).toJson())
        .contains("\"kernel_regularizer\":\"l2\"");
    assertThatThrownBy(
            () -> KerasModel.sequential(input(4), zero(3).with("gamma_regularizer", "l2")))
        .hasMessageContaining("it has no settings [gamma_regularizer]");
  }

  @Test
  void refusesSettingsThatAreNotThere() {
    assertThatThrownBy(() -> KerasModel.sequential(input(4), dense(3).strides(2)))
        .hasMessageStartingWith(
            "Layer [dense] of class Dense: it has no settings [strides]; it has [units,"
                + " activation,");
  }

  @Test
  void summarizes() {
    KerasModel net =
        KerasModel.sequential(input(4), dense(3).trainable(false), dense(20)).named("tiny");
    assertThat(net.summary())
        .isEqualTo(
            """
            Model: "tiny"
            -----------------------------------------------
            Layer (type)              Output Shape  Param #
            -----------------------------------------------
            input_layer (InputLayer)  (None, 4)           0
            dense (Dense)             (None, 3)          15
            dense_1 (Dense)           (None, 20)         80
            -----------------------------------------------
            Total params: 95
            Trainable params: 80
            Non-trainable params: 15\
            """);
  }

  @Test
  void summarizesConnections() {
    KerasTensor left = input(4).name("left").apply();
    KerasLayer shared = dense(3).name("shared");
    KerasTensor sum = KerasLayer.of("Add").apply(shared.apply(left), shared.apply(left));
    assertThat(KerasModel.functional(left, sum).summary().lines())
        .anyMatch(line -> line.endsWith("left[0][0], left[0][0]"))
        .anyMatch(line -> line.endsWith("shared[0][0], shared[1][0]"));
  }

  @Test
  void tellsWhatItTakesAndGives() {
    KerasModel net = KerasModel.sequential(input(4).name("x"), dense(2).name("y"));
    assertThat(net.inputs()).hasToString("[x FLOAT32 [?, 4]]");
    assertThat(net.outputs()).hasToString("[y FLOAT32 [?, 2]]");
    assertThat(net.weights().keySet()).containsExactly("y/kernel", "y/bias");
    assertThat(net.weights().get("y/kernel").shape()).containsExactly(4L, 2L);
    assertThat(net).hasToString("KerasModel[sequential, 2 layers, 10 parameters]");
  }

  @Test
  void givesAnInputAsAnOutput() {
    KerasTensor x = input(2).name("x").apply();
    KerasModel net = KerasModel.functional(List.of(x), List.of(x, zero(1).name("y").apply(x)));
    Numbers given = Numbers.random(1, 3, 2);
    assertThat(NetworkRun.run(net, List.of(given)).get("x").values())
        .containsExactly(given.values());
  }

  @Test
  void startsAnewFromOtherSeeds() {
    KerasModel net = KerasModel.sequential(input(4), dense(2));
    assertThat(net.withSeed(1)).isNotEqualTo(net).isEqualTo(net.withSeed(1));
    assertThat(net.withSeed(0)).isEqualTo(net).hasSameHashCodeAs(net);
    assertThat(net.named("other")).isNotEqualTo(net);
  }

  @Test
  void cutsAtLayers() {
    KerasTensor left = input(4).name("left").apply();
    KerasTensor right = input(4).name("right").apply();
    KerasTensor features = dense(3).name("features").apply(left);
    KerasTensor joined = KerasLayer.of("Add").apply(features, dense(3).name("other").apply(right));
    KerasModel net = KerasModel.functional(List.of(left, right), List.of(joined));
    KerasModel cut = net.upTo("features");
    assertThat(cut.layerNames()).containsExactly("left", "features");
    assertThat(cut.inputs()).hasToString("[left FLOAT32 [?, 4]]");
    assertThat(cut.outputs()).hasToString("[features FLOAT32 [?, 3]]");
    assertThat(cut.weights().get("features/kernel"))
        .isEqualTo(net.weights().get("features/kernel"));
    assertThat(net.upTo("add")).isEqualTo(net);
    assertThatThrownBy(() -> net.upTo("featurse"))
        .hasMessage(
            "Model [functional] has no layer [featurse]; it has [features, left, other, add,"
                + " right].");
  }

  @Test
  void cutsWhereALayerWasAppliedOften() {
    KerasTensor x = input(3).apply();
    KerasLayer shared = dense(3).name("shared");
    KerasTensor once = shared.apply(x);
    KerasTensor twice = shared.apply(dense(3).name("between").apply(once));
    KerasModel net = KerasModel.functional(x, dense(2).name("end").apply(twice));
    assertThat(net.upTo("between").layerNames())
        .containsExactly("input_layer", "shared", "between");
    assertThat(net.upTo("shared").outputs()).hasToString("[shared FLOAT32 [?, 3]]");
    assertThat(net.upTo("end")).isEqualTo(net);
  }

  @Test
  void savesWhereNothingIs(@TempDir Path folder) throws IOException {
    KerasModel net = KerasModel.sequential(input(4), dense(2));
    String file = folder.resolve("net.keras").toString();
    net.save(file);
    assertThat(KerasModel.load(file)).isEqualTo(net);
    assertThatThrownBy(() -> net.withSeed(1).save(file))
        .hasMessage(file + " is there already. To replace it, use save(path, true).");
    net.withSeed(1).save(file, true);
    assertThat(KerasModel.load(file)).isEqualTo(net.withSeed(1));
    String older = folder.resolve("net.h5").toUri().toString();
    net.save(older);
    assertThat(KerasModel.load(older)).isEqualTo(net);
    assertThatThrownBy(() -> net.save(folder.resolve("net.pb").toString()))
        .hasMessageEndingWith(
            "net.pb ends neither in .keras nor in .h5. Name the file by the format that it is to"
                + " have.");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("net.keras", "net.h5");
    }
  }

  @Test
  void leavesNothingWhereItCannotWrite(@TempDir Path folder) throws IOException {
    KerasModel net = KerasModel.sequential(input(4), dense(2));
    Path taken = Files.createDirectories(folder.resolve("net.keras").resolve("full"));
    assertThatThrownBy(() -> net.save(taken.getParent().toString(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("net.keras cannot be written: ");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(taken.getParent());
    }
  }

  @Test
  void takesWeightsOfOthers(@TempDir Path folder) {
    KerasModel net = KerasModel.sequential(input(4), dense(3).name("a"), dense(2).name("b"));
    KerasModel other = net.withSeed(1);
    String file = folder.resolve("other.h5").toString();
    other.save(file);
    assertThat(net.withWeights(file)).isEqualTo(other);
    KerasModel grown = KerasModel.sequential(input(4), dense(3).name("a"), dense(5).name("b"));
    KerasModel filled = grown.withWeightsByName(file);
    assertThat(filled.weights().get("a/kernel")).isEqualTo(other.weights().get("a/kernel"));
    assertThat(filled.weights().get("b/kernel")).isEqualTo(grown.weights().get("b/kernel"));
    assertThatThrownBy(
            () -> KerasModel.sequential(input(4), dense(3).name("c")).withWeightsByName(file))
        .hasMessageContaining("has no weights for any layer of model [sequential]");
  }

  @Test
  void travels() throws IOException, ClassNotFoundException {
    KerasModel net = KerasModel.sequential(input(4), dense(2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(net);
    }
    try (ObjectInputStream objects =
        new ObjectInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      assertThat(objects.readObject()).isEqualTo(net);
    }
    assertThat(KerasModel.fromFiles(net.toFiles())).isEqualTo(net);
    assertThat(net.toFiles()).isEqualTo(net.named(net.name()).toFiles());
    assertThatThrownBy(() -> KerasModel.fromFiles(ModelFiles.of("x", new byte[0])))
        .hasMessageStartingWith("There is no model.keras; there is ");
  }

  @Test
  void keepsKerasOrderOfBranches() {
    KerasTensor x = input(4).name("x").apply();
    KerasTensor shallow = dense(3).name("shallow").apply(x);
    KerasTensor deep = dense(3).name("deep_2").apply(dense(3).name("deep_1").apply(x));
    KerasModel net = KerasModel.functional(x, KerasLayer.of("Add").apply(shallow, deep));
    assertThat(net.layerNames()).containsExactly("x", "deep_1", "shallow", "deep_2", "add");
  }

  private static KerasLayer zero(int units) {
    return dense(units).with("kernel_initializer", "Zeros");
  }

  @Test
  void anArchitectureAloneHasInitialWeights() throws IOException {
    KerasModel model = KerasModel.sequential(input(2), dense(3).name("d"));
    Path file = Files.createTempFile("architecture", ".json");
    Files.writeString(file, model.toJson());
    assertThat(KerasModel.loadArchitecture(file.toString())).isEqualTo(model);
    assertThat(KerasModel.fromJson(model.toJson()).withSeed(3)).isEqualTo(model.withSeed(3));
    assertThatThrownBy(() -> KerasModel.fromJson("{}"))
        .hasMessageContaining("no class name and settings of a model");
    Files.delete(file);
  }
}
