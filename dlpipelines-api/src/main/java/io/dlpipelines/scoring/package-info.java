/**
 * The scoring operator: an expression, the rule that pulls it out of a plan, and the node that
 * scores in batches. The one place that touches Catalyst.
 *
 * @serial exclude
 */
package io.dlpipelines.scoring;
