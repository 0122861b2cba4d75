/** The command line. */
package io.dlpipelines.samples.cli;
