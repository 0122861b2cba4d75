package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values are those of Keras 3.15. */
class MelSpectrogramTest {
  private static final float NEAR = 2e-4f;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{fft_length: 16, sequence_stride: 8, num_mel_bins: 3, sampling_rate: 8000} | 2 30 | 2 3 4"
            + " | 2.488214 -1.968246 -0.740582 -3.991171 1.374889 3.303023 -2.307161 0.7158147"
            + " 10.07618 8.746942 9.905433 9.442205 -2.481766 -2.441206 -1.071447 -3.305593"
            + " 4.368464 3.289976 -2.352113 0.740333 5.955853 8.746942 9.905433 9.442205",
        "{fft_length: 16, sequence_stride: 8, num_mel_bins: 3, sampling_rate: 8000,"
            + " power_to_db: false} | 1 30 | 1 3 4 | 1.77346 0.6355876 0.8432217 0.3989173 1.372426"
            + " 2.139451 0.5878735 1.179184 10.17695 7.493665 9.784607 8.794692",
        "{fft_length: 16, sequence_stride: 8, num_mel_bins: 3, sampling_rate: 8000, power_to_db:"
            + " false, mag_exp: 1, window: 'hamming', sequence_length: 12} | 1 30 | 1 3 4 |"
            + " 1.323557 0.7016373 0.7027394 0.6001537 1.599178 1.747857 0.6677698 1.025789"
            + " 4.287003 3.845025 4.084674 4.172847",
        "{fft_length: 16, sequence_stride: 8, num_mel_bins: 3, sampling_rate: 8000,"
            + " power_to_db: false, window: null, min_freq: 300, max_freq: 3000} | 1 30 | 1 3 4 |"
            + " 2.75831 2.347607 1.505139 1.713405 0.564718 2.276132 3.812403 1.518869 15.51046"
            + " 7.55512 8.218184 11.85404",
        "{fft_length: 7, sequence_stride: 5, num_mel_bins: 3, sampling_rate: 8000, window: [1,"
            + " 2, 3, 4], sequence_length: 4} | 1 20 | 1 3 4 | -67.62611 -67.62611 -67.62611"
            + " -67.62611 11.36402 0.4908866 10.46093 8.649343 10.2333 11.08915 9.332917 12.37389",
        "{fft_length: 16, sequence_stride: 8, num_mel_bins: 3, sampling_rate: 8000, top_db: 5,"
            + " ref_power: 0.25, min_power: 0.01} | 2 30 | 2 3 4 | 11.09678 11.09678 11.09678"
            + " 11.09678 11.09678 11.09678 11.09678 11.09678 16.09678 14.76754 15.92603 15.4628"
            + " 11.09678 11.09678 11.09678 11.09678 11.09678 11.09678 11.09678 11.09678 11.97645"
            + " 14.76754 15.92603 15.4628",
        "{fft_length: 16, sequence_stride: 8, num_mel_bins: 3, sampling_rate: 8001, max_freq:"
            + " null, top_db: 20} | 1 2 30 | 1 2 3 4 | 2.487471 -1.969937 -0.7412944 -3.992977"
            + " 1.373898 3.302301 -2.308024 0.7149001 10.07552 8.745912 9.904305 9.441166 -2.483853"
            + " -2.443031 -1.072173 -3.307214 4.368187 3.289234 -2.353042 0.7394537 5.954057"
            + " 8.745912 9.904305 9.441166"
      })
  void computesWhatKerasComputes(String settings, String shape, String outputShape, String values) {
    Numbers y = NetworkRun.apply("MelSpectrogram", settings, signal(longs(shape)));
    assertThat(y.shape()).containsExactly(longs(outputShape));
    assertThat(y.values()).usingComparatorWithPrecision(NEAR).containsExactly(floats(values));
  }

  @Test
  void takesSignalsOfAnyLength() {
    String settings = "{fft_length: 16, sequence_stride: 8, num_mel_bins: 3}";
    Numbers x = signal(2, 45);
    Numbers y = NetworkRun.apply(NetworkRun.layer("MelSpectrogram", settings, -1, -1), x);
    assertThat(y.shape()).containsExactly(2, 3, 6);
    assertThat(y.values())
        .containsExactly(NetworkRun.apply("MelSpectrogram", settings, x).values());
  }

  @Test
  void hasTheDefaultsOfKeras() {
    String defaults =
        """
        {fft_length: 2048, sequence_stride: 512, sequence_length: 2048, window: 'hann',
         sampling_rate: 16000, num_mel_bins: 128, min_freq: 20, max_freq: 8000,
         power_to_db: true, top_db: 80, mag_exp: 2, min_power: 1e-10, ref_power: 1}
        """;
    Numbers x = signal(1, 1100);
    Numbers y = NetworkRun.apply("MelSpectrogram", "{}", x);
    assertThat(y.shape()).containsExactly(1, 128, 3);
    assertThat(y.values())
        .containsExactly(NetworkRun.apply("MelSpectrogram", defaults, x).values());
  }

  @Test
  void refusesWhatItCannotTransform() {
    assertThatThrownBy(() -> NetworkRun.apply("MelSpectrogram", "{}", signal(1, 1024)))
        .hasMessageContaining(
            "its input has 1024 samples; it must have more than 1024, half of [fft_length]");
    assertThatThrownBy(() -> NetworkRun.apply("MelSpectrogram", "{}", signal(4)))
        .hasMessageContaining("it takes inputs [batch, ..., samples], and is given [-1]");
    assertThatThrownBy(
            () -> NetworkRun.layer("MelSpectrogram", "{fft_length: 8, sequence_length: 9}", 1, 40))
        .hasMessageContaining("[fft_length] is 8; it must be at least [sequence_length]");
    assertThatThrownBy(
            () -> NetworkRun.layer("MelSpectrogram", "{fft_length: 2, window: [1]}", 1, 40))
        .hasMessageContaining("[window] is [1]; it must be hann, hamming or 2 numbers");
  }

  private static Numbers signal(long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int index = 0; index < values.length; index++) {
      values[index] = index * 37 % 101 / 50f - 1;
    }
    return new Numbers(shape, values);
  }

  private static long[] longs(String text) {
    return Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static float[] floats(String text) {
    float[] floats = new float[text.split(" ").length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = Float.parseFloat(text.split(" ")[index]);
    }
    return floats;
  }
}
