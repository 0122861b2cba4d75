/**
 * Tuning beyond Spark's grids: settings drawn at random, and searches that spend most on the
 * settings that do best.
 *
 * @serial exclude
 */
package io.dlpipelines.tuning;
