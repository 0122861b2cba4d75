/**
 * Which device of an executor a task computes on: what the Param asks for, what Spark assigned,
 * what TensorFlow finds.
 */
package io.dlpipelines.tensorflow.device;
