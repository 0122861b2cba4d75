package io.dlpipelines.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What TensorFlow writes into its log is kept out of messages. */
class TensorFlowTextTest {

  @Test
  void linesOfTheLogAreLeftOut() {
    assertThat(
            TensorFlowText.reason(
                """
                2026-12-01 14:00:00.123456: I tensorflow/core/platform/cpu_feature_guard.cc:210] This binary
                I0000 00:00:1796133596.196000   16881 mlir_graph_optimization_pass.cc:401] MLIR
                2026-12-01 14:00:00.123456: W tensorflow/core/framework/op_kernel.cc:1844] INVALID_ARGUMENT
                Incompatible shapes: [2,3] vs. [4]
                	 [[{{function_node __inference_f_12}}{{node model/add}}]]
                """))
        .isEqualTo("Incompatible shapes: [2,3] vs. [4]");
  }

  @Test
  void fatalMessagesAreKept() {
    assertThat(
            TensorFlowText.withoutLogPrefix(
                "2026-12-01 14:00:00.1: F tensorflow/core/framework/tensor_shape.cc:404] Check"
                    + " failed: 0 <= size"))
        .isEqualTo("Check failed: 0 <= size");
    assertThat(
            TensorFlowText.withoutLogPrefix(
                "F0000 00:00:1796133596.196000   16881 tensor_shape.cc:404] Check failed: 0 <="
                    + " size"))
        .isEqualTo("Check failed: 0 <= size");
  }
}
