package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.Resampling;
import io.dlpipelines.tensorflow.keras.TrainingRun;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLayersTest {
  private static final float NEAR = 1e-5f;

  @ParameterizedTest
  @CsvSource({
    "bilinear,false",
    "bilinear,true",
    "bicubic,false",
    "bicubic,true",
    "lanczos3,false",
    "lanczos3,true",
    "lanczos5,true",
    "gaussian,true",
    "mitchellcubic,true"
  })
  void resizes(String interpolation, boolean antialias) {
    Numbers x = Numbers.random(1, 2, 9, 7, 3);
    Numbers y =
        NetworkRun.apply(
            "Resizing",
            "{height: 4, width: 8, interpolation: '%s', antialias: %s}"
                .formatted(interpolation, antialias),
            x);
    assertThat(y.shape()).containsExactly(2, 4, 8, 3);
    boolean byTable = interpolation.equals("bicubic") && !antialias;
    assertThat(y.values())
        .usingComparatorWithPrecision(byTable ? 2e-3f : NEAR)
        .containsExactly(Resampling.resize(x, 4, 8, interpolation, antialias));
  }

  @Test
  void resizesByTheNearestAndByArea() {
    Numbers x = image(2, 4);
    assertThat(
            NetworkRun.apply("Resizing", "{height: 2, width: 2, interpolation: 'area'}", x)
                .values())
        .containsExactly(0.5f, 2.5f, 4.5f, 6.5f);
    assertThat(
            NetworkRun.apply("Resizing", "{height: 1, width: 2, interpolation: 'nearest'}", x)
                .values())
        .containsExactly(5, 7);
  }

  @Test
  void cropsAndPadsToTheProportions() {
    Numbers wide = image(2, 5);
    assertThat(
            NetworkRun.apply("Resizing", "{height: 2, width: 2, crop_to_aspect_ratio: true}", wide)
                .values())
        .containsExactly(1, 2, 6, 7);
    Numbers flat = image(2, 4);
    assertThat(
            NetworkRun.apply(
                    "Resizing",
                    "{height: 4, width: 4, pad_to_aspect_ratio: true, fill_value: -1}",
                    flat)
                .values())
        .containsExactly(-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1);
    assertThatThrownBy(
            () ->
                NetworkRun.layer(
                    "Resizing",
                    "{height: 4, width: 4, pad_to_aspect_ratio: true, crop_to_aspect_ratio: true}",
                    1,
                    2,
                    2,
                    1))
        .hasMessageContaining("are both set; set one of them");
  }

  @Test
  void takesChannelsFirst() {
    Numbers x = Numbers.of(new long[] {1, 2, 1, 2}, 1, 2, 3, 4);
    Numbers y =
        NetworkRun.apply(
            "Resizing",
            "{height: 1, width: 4, interpolation: 'nearest', data_format: 'channels_first'}",
            x);
    assertThat(y.shape()).containsExactly(1, 2, 1, 4);
    assertThat(y.values()).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
  }

  @Test
  void cropsTheMiddle() {
    assertThat(NetworkRun.apply("CenterCrop", "{height: 1, width: 2}", image(3, 5)).values())
        .containsExactly(6, 7);
    Numbers small = image(2, 3);
    assertThat(NetworkRun.apply("CenterCrop", "{height: 4, width: 4}", small).values())
        .usingComparatorWithPrecision(NEAR)
        .containsExactly(
            Resampling.resize(
                Numbers.of(new long[] {1, 2, 2, 1}, 0, 1, 3, 4), 4, 4, "bilinear", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RandomFlip | {}",
        "RandomRotation | {factor: 0.2}",
        "RandomZoom | {height_factor: 0.2}",
        "RandomTranslation | {height_factor: 0.2, width_factor: 0.1}",
        "RandomContrast | {factor: 0.5}",
        "RandomBrightness | {factor: 0.5}",
        "RandomHue | {factor: 0.5, value_range: [0, 1]}",
        "RandomErasing | {}"
      })
  void augmentsInTrainingAlone(String className, String settings) {
    Numbers x = image(3, 3);
    assertThat(NetworkRun.apply(className, settings, x).values()).containsExactly(x.values());
  }

  @Test
  void refusesToTrainWithWhatItCannotDo() {
    assertThatThrownBy(() -> train("RandomHue", "{factor: 0.5}", image(3, 3)))
        .hasMessageContaining("this augmentation is not supported in training");
  }

  @ParameterizedTest
  @CsvSource({"horizontal,1 0 3 2", "vertical,2 3 0 1", "horizontal_and_vertical,3 2 1 0"})
  void flipsEveryOther(String mode, String flipped) {
    Numbers y = train("RandomFlip", "{mode: '%s'}".formatted(mode), images(200, 2, 2));
    int count = 0;
    for (int image = 0; image < 200; image++) {
      float[] values = Arrays.copyOfRange(y.values(), image * 4, image * 4 + 4);
      boolean same = Arrays.equals(values, new float[] {0, 1, 2, 3});
      if (!same) {
        assertThat(values).containsExactly(floats(flipped));
      }
      count += same ? 0 : 1;
    }
    assertThat(count).isBetween(60, 140);
  }

  @Test
  void flipsChannelsFirst() {
    Numbers x = Numbers.of(new long[] {1, 2, 1, 2}, 1, 2, 3, 4);
    try (TrainingRun run =
        TrainingRun.of(
            "RandomFlip", "{mode: 'horizontal', data_format: 'channels_first'}", x.shape())) {
      boolean flipped = false;
      for (int attempt = 0; attempt < 30; attempt++) {
        float[] values = run.output(attempt, x).values();
        if (values[0] != 1) {
          assertThat(values).containsExactly(2, 1, 4, 3);
          flipped = true;
        }
      }
      assertThat(flipped).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RandomTranslation | {height_factor: 0, width_factor: [0.5, 0.5], fill_mode: 'constant',"
            + " fill_value: 9} | 9 0 9 2",
        "RandomTranslation | {height_factor: [-0.5, -0.5], width_factor: 0, fill_mode: 'nearest'} |"
            + " 2 3 2 3",
        "RandomRotation | {factor: [0.25, 0.25]} | 1 3 0 2",
        "RandomBrightness | {factor: [0.5, 0.5], value_range: [0, 4]} | 2 3 4 4",
        "RandomContrast | {factor: [-1, 1], value_range: [-9, 9]} | -1.5 0.5 2.5 4.5"
      })
  void augments(String className, String settings, String expected) {
    assertThat(train(className, settings, image(2, 2)).values())
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(floats(expected));
  }

  @Test
  void zoomsOutAroundTheMiddle() {
    Numbers y =
        train(
            "RandomZoom",
            "{height_factor: [1, 1], fill_mode: 'constant', interpolation: 'nearest'}",
            image(3, 3));
    assertThat(y.values()).containsExactly(0, 0, 0, 0, 4, 0, 0, 0, 0);
  }

  @Test
  void cropsAtRandomInTraining() {
    Numbers x = image(3, 3);
    assertThat(NetworkRun.apply("RandomCrop", "{height: 1, width: 1}", x).values())
        .usingComparatorWithPrecision(NEAR)
        .containsExactly(4);
    try (TrainingRun run = TrainingRun.of("RandomCrop", "{height: 1, width: 1}", x.shape())) {
      boolean[] seen = new boolean[9];
      for (int attempt = 0; attempt < 200; attempt++) {
        seen[(int) run.output(attempt, x).values()[0]] = true;
      }
      assertThat(seen).containsOnly(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{factor: 'a'}", "{factor: [1]}", "{}"})
  void refusesWhatIsNoFactor(String settings) {
    assertThatThrownBy(() -> NetworkRun.layer("RandomRotation", settings, 1, 2, 2, 1))
        .hasMessageStartingWith("Layer [y] of class RandomRotation: [factor] is");
  }

  private static Numbers train(String className, String settings, Numbers x) {
    try (TrainingRun run = TrainingRun.of(className, settings, x.shape())) {
      return run.output(x);
    }
  }

  private static Numbers image(int height, int width) {
    return images(1, height, width);
  }

  /** Numbered pixels. */
  private static Numbers images(int batch, int height, int width) {
    float[] values = new float[batch * height * width];
    for (int index = 0; index < values.length; index++) {
      values[index] = index % (height * width);
    }
    return new Numbers(new long[] {batch, height, width, 1}, values);
  }

  private static float[] floats(String text) {
    String[] words = text.split(" ");
    float[] floats = new float[words.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = Float.parseFloat(words[index]);
    }
    return floats;
  }
}
