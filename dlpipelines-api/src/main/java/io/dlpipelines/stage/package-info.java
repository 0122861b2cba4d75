/** Base classes of the stages. */
package io.dlpipelines.stage;
