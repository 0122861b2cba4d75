/** Optimizers, with Keras 3's names, settings and formulas. */
package io.dlpipelines.tensorflow.training.optimizer;
