/**
 * Lower precision: rewrites graphs so that matrices are multiplied and images convolved in 16 bits.
 */
package io.dlpipelines.tensorflow.precision;
