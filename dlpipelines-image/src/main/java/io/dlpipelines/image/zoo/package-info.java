/** Named networks. */
package io.dlpipelines.image.zoo;
