/**
 * What training shares, whatever the engine: encoded rows, their order, history, early stopping and
 * checkpoints.
 *
 * @serial exclude
 */
package io.dlpipelines.training;
