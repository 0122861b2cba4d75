/**
 * TensorFlow graphs as Spark ML stages.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow;
