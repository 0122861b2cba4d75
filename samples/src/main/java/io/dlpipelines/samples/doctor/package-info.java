/** The {@code doctor} command: what a machine has of what TensorFlow needs, and what it lacks. */
package io.dlpipelines.samples.doctor;
