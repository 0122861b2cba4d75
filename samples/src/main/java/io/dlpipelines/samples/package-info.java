/** What the sample programs share. */
package io.dlpipelines.samples;
