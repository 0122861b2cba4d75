/** Params shared by the stages: one factory builds them, small mixins give them their accessors. */
package io.dlpipelines.param;
