/**
 * Tensors without an engine: types, shapes, and the codecs between Spark columns and dense buffers.
 *
 * @serial exclude
 */
package io.dlpipelines.tensor;
