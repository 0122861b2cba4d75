/**
 * Everything that holds native handles: graphs, sessions, tensors, and the cache of open models.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow.runtime;
