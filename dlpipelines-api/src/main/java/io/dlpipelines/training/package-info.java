/**
 * What training shares, whatever the engine: rows encoded once for many fits, their local spool and
 * order, histories, early stopping and checkpoints.
 *
 * @serial exclude
 */
package io.dlpipelines.training;
