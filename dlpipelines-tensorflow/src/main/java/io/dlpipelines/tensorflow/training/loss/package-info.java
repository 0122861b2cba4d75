/**
 * Losses by name, as Keras 3 defines them.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow.training.loss;
