package io.dlpipelines.samples.data;

import java.io.Serializable;

/**
 * An image file and the label that its folder gives it.
 *
 * @param path the absolute path
 * @param label the name of the folder
 */
record ImageFile(String path, String label) implements Serializable {}
