/** From what Spark has (image structs, encoded bytes, paths of files) to pixels of one size. */
package io.dlpipelines.image.codec;
