/**
 * What a Keras network is made of: layers, their connections, their weights, and how they become a
 * graph.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow.keras.network;
