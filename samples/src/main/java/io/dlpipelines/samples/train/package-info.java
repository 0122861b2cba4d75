/** The {@code train} command: a network learns to tell images apart. */
package io.dlpipelines.samples.train;
