package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.device.NativeLibrary;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

/**
 * TensorFlow, whose native library is loaded when it is first used. That begins here, wherever it
 * comes from, since of two libraries TensorFlow would load the one for GPUs, whatever was meant.
 */
public final class LoadedTensorFlow {

  private LoadedTensorFlow() {}

  /**
   * TensorFlow's version.
   *
   * @return for example {@code 2.18.0}
   * @throws IllegalStateException if there are two native libraries on the class path
   */
  public static String version() {
    require();
    return TensorFlow.version();
  }

  static List<OpDef> operations() {
    require();
    return TensorFlow.registeredOpList().getOpList();
  }

  static Graph emptyGraph() {
    require();
    return new Graph();
  }

  /** For uses that begin neither with a graph nor with one of the above. */
  static void require() {
    NativeLibrary.requireOne();
  }
}
