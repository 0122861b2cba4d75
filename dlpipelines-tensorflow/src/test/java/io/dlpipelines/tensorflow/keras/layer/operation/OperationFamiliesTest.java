package io.dlpipelines.tensorflow.keras.layer.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.keras.OperationModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Operations of each family on x = [[1, -2, 3], [4, 5, -6]] and z = [[0.5, 2, -1], [3, 1, 2]], with
 * the values of Keras 3.15. Of operations with several outputs it is the first one.
 */
class OperationFamiliesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "numpy.Hypot | {} | [@x, @z] | 1.118034 2.8284271 3.1622777 5 5.0990195 6.3245554",
        "numpy.Logaddexp | {} | [@x, @z] | 1.474077 2.0181499 3.0181499 4.3132615 5.0181499"
            + " 2.0003355",
        "numpy.Fmod | {} | [@x, 2.5] | 1 -2 0.5 1.5 0 -1",
        "numpy.Heaviside | {} | [@x, @z] | 1 0 1 1 1 0",
        "numpy.Cbrt | {} | [@x] | 1 -1.2599211 1.4422495 1.587401 1.709976 -1.8171207",
        "numpy.Sinc | {} | [@z] | 0.63661975 2.7827534e-08 -2.7827534e-08 -2.5305382e-09"
            + " -2.7827534e-08 2.7827534e-08",
        "numpy.Trunc | {} | [@z] | 0 2 -1 3 1 2",
        "numpy.Round | {'decimals': -1} | [@x] | 0 -0 0 0 0 -10",
        "math.Erfinv | {} | [[[0.5, -0.25]]] | 0.47693631 -0.22531205",
        "numpy.Gcd | {} | [[[12, 18]], [[8, 27]]] | 4 9",
        "numpy.Lcm | {} | [[[4, 6]], [[6, 8]]] | 12 24",
        "numpy.BitwiseXor | {} | [[[5, 6]], [[3, 3]]] | 6 5",
        "numpy.LeftShift | {} | [[[1, 3]], 2] | 4 12",
        "numpy.Isclose | {} | [@x, @x] | 1 1 1 1 1 1",
        "numpy.IsIn | {} | [@x, [3, -6]] | 0 0 1 0 0 1",
        "numpy.Signbit | {} | [@x] | 0 1 0 0 0 1",
        "numpy.Select | {} | [[[[true, false, false]]], [@x], @z] | 1 2 -1 4 1 2",
        "numpy.CountNonzero | {'axis': 1} | [@x] | 3 3",
        "numpy.Average | {'axis': 1} | [@x, [1, 2, 1]] | 0 2",
        "numpy.Ptp | {'axis': 1} | [@x] | 5 11",
        "numpy.Nanmean | {'axis': 0} | [@x] | 2.5 1.5 -1.5",
        "numpy.Median | {'axis': 1} | [@x] | 1 4",
        "numpy.Percentile | {'axis': 1, 'method': 'higher'} | [@x, 20] | 1 4",
        "numpy.Nanquantile | {'axis': 1} | [@x, 0.25] | -0.5 -1",
        "numpy.Sort | {'axis': -1} | [@x] | -2 1 3 -6 4 5",
        "numpy.Argsort | {'axis': -1} | [@x] | 1 0 2 2 0 1",
        "math.TopK | {'k': 2, 'sorted': true} | [@x] | 3 1 5 4",
        "math.InTopK | {'k': 1} | [[2, 0], @x] | 1 0",
        "numpy.SearchSorted | {'side': 'left'} | [[0, 2, 4], [3, 5]] | 2 3",
        "numpy.Digitize | {} | [@x, [0.0, 3.0]] | 1 0 2 2 2 0",
        "numpy.Unique | {'sorted': true} | [[3, 1, 3, 2]] | 1 2 3",
        "numpy.Bincount | {'minlength': 4} | [[1, 1, 2]] | 0 2 1 0",
        "numpy.Hstack | {} | [[@x, @z]] | 1 -2 3 0.5 2 -1 4 5 -6 3 1 2",
        "numpy.Append | {'axis': 1} | [@x, @z] | 1 -2 3 0.5 2 -1 4 5 -6 3 1 2",
        "numpy.ArraySplit | {'indices_or_sections': 2, 'axis': 1} | [@x] | 1 -2 4 5",
        "numpy.Meshgrid | {'indexing': 'xy'} | [[1, 2], [3, 4]] | 1 2 1 2",
        "numpy.Rot90 | {'k': 1, 'axes': [0, 1]} | [@x] | 3 -6 -2 5 1 4",
        "numpy.Diagonal | {'offset': 1} | [@x] | -2 -6",
        "numpy.Trace | {} | [@x] | 6",
        "numpy.Tril | {'k': -1} | [@x] | 0 0 0 4 0 0",
        "numpy.Triu | {'k': 1} | [@x] | 0 -2 3 0 0 -6",
        "numpy.Diag | {'k': 0} | [[1.0, 2.0]] | 1 0 0 2",
        "numpy.Linspace | {'num': 3} | [@x, @z] | 1 -2 3 4 5 -6 0.75 0 1 3.5 3 -2 0.5 2 -1 3 1 2",
        "numpy.Diff | {'n': 1, 'axis': -1} | [@x] | -3 5 1 -11",
        "numpy.Trapezoid | {'dx': 0.5} | [@x] | 0 2",
        "numpy.Vander | {'N': 3} | [[1.0, 2.0]] | 1 1 1 4 2 1",
        "numpy.TakeAlongAxis | {'axis': 1} | [@x, [[2], [0]]] | 3 4",
        "core.Slice | {'shape': [2, 2]} | [@x, [0, 1]] | -2 3 5 -6",
        "core.SliceUpdate | {} | [@x, [0, 2], [[7.0], [8.0]]] | 1 -2 7 4 5 8",
        "core.ScatterUpdate | {'reduction': 'mul'} | [@x, [[0, 1], [1, 2]], [2.0, 3.0]] | 1 -4 3 4"
            + " 5 -18",
        "math.SegmentSum | {'num_segments': 2} | [@x, [1, 1]] | 0 0 0 5 3 -3",
        "nn.MultiHot | {'num_classes': 4} | [[[0, 2]]] | 1 0 1 0",
        "numpy.Dot | {} | [@x, [1.0, 2.0, 3.0]] | 6 -4",
        "numpy.Inner | {} | [@x, @z] | -6.5 7 18 5",
        "numpy.Outer | {} | [[1.0, 2.0], [3.0, 4.0]] | 3 4 6 8",
        "numpy.Tensordot | {'axes': [[1], [1]]} | [@x, @z] | -6.5 7 18 5",
        "numpy.Kron | {} | [[[1.0, 2.0]], [[1.0], [3.0]]] | 1 2 3 6",
        "numpy.Cross | {} | [@x, @z] | -4 2.5 3 16 -26 -11",
        "numpy.Correlate | {'mode': 'same'} | [[1.0, 2.0, 3.0], [0.5, 1.0]] | 1 2.5 4",
        "math.CDist | {} | [@x, @z] | 5.6789083 3.7416575 6.8007355 9",
        "linalg.Norm | {'axis': 1, 'ord': 1} | [@x] | 6 15",
        "linalg.Norm | {'axis': [0, 1], 'ord': 'nuc'} | [@x] | 11.653787",
        "linalg.Det | {} | [[[2.0, 1.0], [1.0, 3.0]]] | 5",
        "linalg.Inv | {} | [[[2.0, 1.0], [1.0, 3.0]]] | 0.60000002 -0.2 -0.2 0.40000001",
        "linalg.Solve | {} | [[[2.0, 1.0], [1.0, 3.0]], [1.0, 2.0]] | 0.19999999 0.60000002",
        "linalg.Cholesky | {'upper': true} | [[[4.0, 2.0], [2.0, 3.0]]] | 2 1 0 1.4142135",
        "linalg.Pinv | {} | [@x] | 0.34462154 0.15936252 -0.067729071 0.043824706 0.17330675"
            + " -0.023904404",
        "linalg.SVD | {'compute_uv': false} | [@x] | 9.225029 2.4287579",
        "linalg.MatrixRank | {} | [@x] | 2",
        "math.RFFT | {} | [@x] | 2 0.5 3 4.5",
        "math.ExtractSequences | {'sequence_length': 2, 'sequence_stride': 1} | [@x] | 1 -2 -2 3 4"
            + " 5 5 -6",
        "math.STFT | {'sequence_length': 2, 'sequence_stride': 1, 'fft_length': 2, 'center': false}"
            + " | [@x] | -2 2 3 -3 5 -5 -6 6",
        "nn.Celu | {'alpha': 2.0} | [@x] | 1 -1.2642411 3 4 5 -1.9004259",
        "nn.SoftShrink | {'threshold': 1.5} | [@x] | 0 -0.5 1.5 2.5 3.5 -4.5",
        "nn.Threshold | {'threshold': 0.0, 'default_value': -1.0} | [@x] | 1 -1 3 4 5 -1",
        "nn.LayerNorm | {'axis': -1, 'epsilon': 0.5} | [@x, [1.0, 2.0, 3.0], [0.0, 0.0, 1.0]] |"
            + " 0.15339297 -2.454288 4.2212524 0.59801 1.5946933 -3.18607",
        "nn.RMSNorm | {'axis': -1} | [@x] | 0.46291006 -0.92582011 1.3887302 0.78954208 0.98692763"
            + " -1.1843131",
        "nn.Moments | {'axes': [1]} | [@x] | 0.66666669 1",
        "nn.CategoricalCrossentropy | {'from_logits': true} | [@z, @x] | 11.199268 26.879642",
        "nn.SparseCategoricalCrossentropy | {'from_logits': true} | [[2, 0], @x] | 0.13284527"
            + " 1.3132739",
        "nn.BinaryCrossentropy | {'from_logits': true} | [[[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]], @x] |"
            + " 0.31326169 0.126928 0.048587352 4.0181499 0.0067153485 0.0024756852",
        "nn.PSNR | {'max_val': 1.0} | [@x, @z] | -12.758869",
        "nn.MaxPool | {'pool_size': 2, 'strides': 1} | [[[[1.0], [3.0], [2.0]]]] | 3 3",
        "nn.Conv | {'strides': 1} | [[[[1.0], [3.0], [2.0]]], [[[1.0]], [[2.0]]]] | 7 7",
        "nn.DepthToSpace | {'block_size': 2} | [[[[[1.0, 2.0, 3.0, 4.0]]]]] | 1 2 3 4",
        "image.RGBToGrayscale | {} | [[[[[1.0, 2.0, 3.0]]]]] | 1.8149",
        "image.Resize | {'size': [1, 4], 'interpolation': 'bicubic'} | [[[[[1.0], [2.0]]]]] |"
            + " 0.9117648 1.2071428 1.7928572 2.0882354",
        "image.GaussianBlur | {'kernel_size': [3, 3], 'sigma': [1.0, 1.0]} | [[[[[1.0], [2.0]]]]] |"
            + " 0.45186275 0.53220129",
        "image.MapCoordinates | {'order': 1} | [@x, [[0.5], [1.5]]] | 0",
        "image.CropImages | {'top_cropping': 0, 'left_cropping': 1, 'target_height': 1,"
            + " 'target_width': 1} | [[[[[1.0], [2.0]]]]] | 2",
        "core.SaturateCast | {'dtype': 'uint8'} | [[[300, -5, 7.5]]] | 255 0 7",
        "numpy.View | {'dtype': 'int32'} | [[[1.0, 0.0]]] | 1.0653532e+09 0"
      })
  void valuesAreThoseOfKeras(String operation, String settings, String args, String expected) {
    String[] words = expected.trim().split(" ");
    float[] wanted = new float[words.length];
    for (int index = 0; index < words.length; index++) {
      wanted[index] = Float.parseFloat(words[index]);
    }
    assertThat(OperationModel.run(OperationModel.keras3(operation, settings, args, "{}")).values())
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(wanted);
  }
}
