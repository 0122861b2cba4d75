/**
 * SQL functions of images.
 *
 * @serial exclude
 */
package io.dlpipelines.image.sql;
