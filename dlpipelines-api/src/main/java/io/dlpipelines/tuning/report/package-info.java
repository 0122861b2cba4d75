/**
 * A page that shows what a search tried and found.
 *
 * @serial exclude
 */
package io.dlpipelines.tuning.report;
