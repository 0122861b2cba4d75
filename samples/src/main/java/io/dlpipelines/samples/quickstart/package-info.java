/**
 * The main job of the library from one end to the other: read, featurize, search, fit, save,
 * reload, measure, and score a stream.
 */
package io.dlpipelines.samples.quickstart;
