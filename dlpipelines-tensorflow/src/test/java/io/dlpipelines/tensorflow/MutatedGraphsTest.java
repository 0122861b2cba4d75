package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dlpipelines.battery.SparkTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.MaxPool;
import org.tensorflow.types.TFloat32;

/** Frozen graphs that were damaged on the way give a graph or a reason, and nothing worse. */
class MutatedGraphsTest extends SparkTest {
  private static final String FOLDER = "spark.dlpipelines.trial.folder";
  private static final int MUTATIONS = 2000;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  @TempDir private Path folder;

  @BeforeEach
  void keepVerdictsHere() {
    spark().conf().set(FOLDER, folder.toString());
  }

  @AfterEach
  void forgetSettings() {
    spark().conf().unset(FOLDER);
  }

  @Test
  void anyDamageGivesAGraphOrAReason() {
    byte[] valid = network();
    SplittableRandom random = new SplittableRandom(7);
    int[] outcomes = new int[2];
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int mutation = 0; mutation < MUTATIONS; mutation++) {
            outcomes[opens(damaged(valid, random)) ? 0 : 1]++;
          }
        });
    System.out.printf("damaged graphs: %d opened, %d refused%n", outcomes[0], outcomes[1]);
    assertThat(outcomes).doesNotContain(0);
  }

  private static boolean opens(byte[] bytes) {
    try {
      assertThat(TFInputGraph.fromGraphDef(bytes).describe()).isNotBlank();
      return true;
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return false;
    }
  }

  private static byte[] damaged(byte[] valid, SplittableRandom random) {
    byte[] bytes = valid.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(valid, random.nextInt(valid.length));
      case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> {
        int start = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, start + 1 + random.nextInt(8));
        Arrays.fill(bytes, start, end, (byte) (random.nextBoolean() ? 0xff : 0x7f));
      }
      default -> {
        int length = 1 + random.nextInt(64);
        int from = random.nextInt(bytes.length - length);
        System.arraycopy(valid, from, bytes, random.nextInt(bytes.length - length), length);
      }
    }
    return bytes;
  }

  private static byte[] network() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> images =
          tf.withName("images")
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 8, 8, 1)));
      Operand<TFloat32> kernel = tf.constant(new float[3][3][1][4]);
      Operand<TFloat32> maps =
          tf.nn.relu(tf.nn.conv2d(images, kernel, List.of(1L, 2L, 2L, 1L), "SAME"));
      Operand<TFloat32> pooled =
          tf.nn.maxPool(
              maps,
              tf.constant(new int[] {1, 2, 2, 1}),
              tf.constant(new int[] {1, 2, 2, 1}),
              "VALID",
              MaxPool.dataFormat("NHWC"));
      Operand<TFloat32> flat = tf.reshape(pooled, tf.constant(new int[] {-1, 16}));
      tf.withName("probabilities")
          .nn
          .softmax(tf.linalg.matMul(flat, tf.constant(new float[16][3])));
      return graph.toGraphDef().toByteArray();
    }
  }
}
