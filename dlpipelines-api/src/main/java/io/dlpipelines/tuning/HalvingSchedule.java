package io.dlpipelines.tuning;

/**
 * How settings get fewer and their resource grows: Jamieson and Talwalkar, Non-stochastic Best Arm
 * Identification and Hyperparameter Optimization, AISTATS 2016, with a factor as in Hyperband.
 *
 * @param minResource of the first rung
 * @param maxResource of the last
 * @param reductionFactor by which one grows and the other shrinks
 */
record HalvingSchedule(int minResource, int maxResource, int reductionFactor) {

  int resourceAfter(int resource) {
    return (int) Math.min((long) resource * reductionFactor, maxResource);
  }

  /** Rounded up. */
  int survivors(int settings) {
    return (settings + reductionFactor - 1) / reductionFactor;
  }

  boolean isLast(int resource) {
    return resource >= maxResource;
  }
}
