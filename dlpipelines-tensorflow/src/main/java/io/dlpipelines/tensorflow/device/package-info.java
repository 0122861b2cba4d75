/**
 * What a task computes on: TensorFlow's native library, what the Param asks for, what Spark
 * assigned, what TensorFlow finds.
 */
package io.dlpipelines.tensorflow.device;
