/** Importing, inspecting and slicing graphs, on the driver. */
package io.dlpipelines.tensorflow.graph;
