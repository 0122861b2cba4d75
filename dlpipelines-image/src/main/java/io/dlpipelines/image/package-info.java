/**
 * Images as features and labels: public stages.
 *
 * @serial exclude
 */
package io.dlpipelines.image;
