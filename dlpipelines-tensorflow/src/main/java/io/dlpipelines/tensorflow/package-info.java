/** TensorFlow graphs as Spark ML stages. */
package io.dlpipelines.tensorflow;
