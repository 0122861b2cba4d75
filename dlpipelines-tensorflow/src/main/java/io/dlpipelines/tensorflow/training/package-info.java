/**
 * How networks learn: losses, metrics, optimizers and the graph and loop that they run in.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow.training;
