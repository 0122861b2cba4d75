/**
 * Whether a model that comes from elsewhere is fit to be loaded: consistent, without operations
 * that do more than compute, and tried once in a process of its own.
 *
 * @serial exclude
 */
package io.dlpipelines.tensorflow.safety;
