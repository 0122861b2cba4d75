/** Images as features and labels: public stages. */
package io.dlpipelines.image;
