package io.dlpipelines.tensorflow.runtime;

/** The process of trials, for tests of other packages. */
public final class TestTrials {

  private TestTrials() {}

  /** Ends the process, so that the next trial starts one. */
  public static void endProcess() {
    ModelTrial.endProcess();
  }
}
