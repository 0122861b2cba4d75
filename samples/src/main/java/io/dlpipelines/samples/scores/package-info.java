/** How well a pipeline tells held-out images apart. */
package io.dlpipelines.samples.scores;
