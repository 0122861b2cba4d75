package io.dlpipelines.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Trains two networks on batches that are in memory already. Prints a line for each: its name, and
 * rows trained on in a second.
 */
public final class Dl4jTraining {
  private static final int RUNS = 5;
  private static final int CLASSES = 10;

  private Dl4jTraining() {}

  /**
   * Runs the measurement.
   *
   * @param arguments the batch size, and seconds for each run
   */
  public static void main(String[] arguments) {
    int batch = Integer.parseInt(arguments[0]);
    double seconds = Double.parseDouble(arguments[1]);
    measure("dense", dense(), batch, seconds);
    measure("convolutions", convolutions(), batch, seconds);
    System.exit(0);
  }

  private static void measure(
      String name, MultiLayerConfiguration configuration, int batch, double seconds) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    List<DataSet> batches = batches(name.equals("dense") ? 40 : 4, batch);
    network.fit(batches.get(0));
    double[] speeds = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      long rows = 0;
      while ((System.nanoTime() - start) / 1e9 < seconds) {
        network.fit(batches.get((int) (rows / batch % batches.size())));
        rows += batch;
      }
      speeds[run] = rows / ((System.nanoTime() - start) / 1e9);
    }
    Arrays.sort(speeds);
    System.out.printf("%s\t%s%n", name, speeds[RUNS / 2]);
  }

  private static List<DataSet> batches(int count, int batch) {
    Random random = new Random(1);
    List<DataSet> batches = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      INDArray labels = Nd4j.zeros(batch, CLASSES);
      for (int row = 0; row < batch; row++) {
        labels.putScalar(row, random.nextInt(CLASSES), 1);
      }
      batches.add(new DataSet(Nd4j.rand(batch, 28 * 28), labels));
    }
    return batches;
  }

  private static MultiLayerConfiguration dense() {
    return new NeuralNetConfiguration.Builder()
        .updater(new Adam(0.001))
        .list()
        .layer(new DenseLayer.Builder().nOut(512).activation(Activation.RELU).build())
        .layer(output())
        .setInputType(InputType.feedForward(28 * 28))
        .build();
  }

  private static MultiLayerConfiguration convolutions() {
    return new NeuralNetConfiguration.Builder()
        .updater(new Adam(0.001))
        .list()
        .layer(convolution(32))
        .layer(pooling())
        .layer(convolution(64))
        .layer(pooling())
        .layer(new DenseLayer.Builder().nOut(128).activation(Activation.RELU).build())
        .layer(output())
        .setInputType(InputType.convolutionalFlat(28, 28, 1))
        .build();
  }

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(3, 3).nOut(filters).activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
