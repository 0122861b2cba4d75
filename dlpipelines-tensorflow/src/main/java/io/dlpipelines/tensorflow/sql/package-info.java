/**
 * Models as SQL functions.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow.sql;
