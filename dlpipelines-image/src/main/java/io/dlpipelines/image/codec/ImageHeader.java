package io.dlpipelines.image.codec;

/**
 * What is known of an encoded image before it is unpacked.
 *
 * @param width columns as stored, not checked
 * @param height rows as stored, not checked
 * @param grey whether it has grey values only, with or without alpha
 * @param orientation upright where the file says nothing or is wrong about it
 */
record ImageHeader(long width, long height, boolean grey, Orientation orientation) {}
