/**
 * Named networks.
 *
 * @serial exclude
 */
package io.dlpipelines.image.zoo;
