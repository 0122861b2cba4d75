/** How networks learn: losses, metrics, optimizers and the graph and loop that they run in. */
package io.dlpipelines.tensorflow.training;
