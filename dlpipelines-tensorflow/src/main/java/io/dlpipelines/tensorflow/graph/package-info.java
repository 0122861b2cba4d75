/**
 * Importing, inspecting and slicing graphs, on the driver.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow.graph;
