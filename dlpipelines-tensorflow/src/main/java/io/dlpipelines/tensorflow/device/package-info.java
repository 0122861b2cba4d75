/** What a process computes on: TensorFlow's native library. */
package io.dlpipelines.tensorflow.device;
