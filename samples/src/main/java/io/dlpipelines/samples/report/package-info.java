/** A run as a page to look at: one HTML file that needs nothing else. */
package io.dlpipelines.samples.report;
