/** Metrics by name, as Keras 3 defines them. */
package io.dlpipelines.tensorflow.training.metric;
