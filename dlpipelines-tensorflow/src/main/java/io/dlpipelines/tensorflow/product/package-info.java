/**
 * Rewrites batched matrix products that TensorFlow's oneDNN kernels compute with wrong values.
 *
 * <p>Entry point: {@link io.dlpipelines.tensorflow.product.BroadcastProducts}, which a graph goes
 * through before a session opens it. {@code Product} reads an operation as an Einstein summation,
 * {@code KnownShapes} looks up the shapes of its operands, and {@code ProductNodes} writes the
 * operations that replace it.
 */
package io.dlpipelines.tensorflow.product;
