/**
 * Params shared by the stages: one factory builds them, small mixins give them their accessors.
 *
 * @serial exclude
 */
package io.dlpipelines.param;
