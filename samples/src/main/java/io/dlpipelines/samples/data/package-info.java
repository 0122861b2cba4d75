/**
 * Labelled images for the samples: generated, in folders by label, or in the idx files of MNIST.
 *
 * <p>Whatever they come from, they are read as rows of {@code path}, {@code label} and {@code
 * content}, the bytes of an encoded image, on the executors and one at a time.
 */
package io.dlpipelines.samples.data;
