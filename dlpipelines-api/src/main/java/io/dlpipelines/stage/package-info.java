/**
 * Base classes of the stages.
 *
 * @serial exclude
 */
package io.dlpipelines.stage;
