/**
 * Saving and loading stages together with the files of their models.
 *
 * @serial exclude
 */
package io.dlpipelines.persist;
