/**
 * Everything that holds native handles: graphs, sessions, tensors, and the cache of open models.
 */
package io.dlpipelines.tensorflow.runtime;
