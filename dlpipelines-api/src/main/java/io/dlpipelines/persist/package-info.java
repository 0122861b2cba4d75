/** Saving and loading stages together with the files of their models. */
package io.dlpipelines.persist;
