package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StftSpectrogramTest {
  private static final Offset<Float> CLOSE = within(1e-5f);
  private static final Numbers X = Numbers.of(new long[] {1, 4, 1}, 1, 2, 3, 4);
  private static final Numbers REAL = Numbers.of(new long[] {2, 1, 2}, 1, 1, 1, -1);
  private static final Numbers IMAGINARY = Numbers.of(new long[] {2, 1, 2}, 0, 2, 0, 0);

  @Test
  void partsAreConvolutionsByFrames() {
    assertThat(run("real", REAL)).containsExactly(3, -1, 7, -1);
    assertThat(run("imag", IMAGINARY)).containsExactly(0, 2, 0, 6);
    assertThat(run("stft", REAL, IMAGINARY)).containsExactly(3, -1, 0, 2, 7, -1, 0, 6);
  }

  @Test
  void magnitudesAreOfBothParts() {
    assertThat(run("magnitude", REAL, IMAGINARY)[1]).isCloseTo((float) Math.sqrt(5), CLOSE);
    assertThat(run("log", REAL, IMAGINARY)[1]).isCloseTo((float) Math.log(5) / 2, CLOSE);
    assertThat(run("psd", REAL, IMAGINARY)).containsExactly(9, 5, 49, 37);
  }

  private static float[] run(String mode, Numbers... weights) {
    return NetworkRun.apply(
            "STFTSpectrogram",
            "{mode: '%s', frame_length: 2, frame_step: 2, fft_length: 2}".formatted(mode),
            X,
            weights)
        .values();
  }
}
