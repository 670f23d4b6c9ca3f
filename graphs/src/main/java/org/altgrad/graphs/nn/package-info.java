/**
 * Layers as functions of a tensor and a tiny record of parameters, and the initialisers of those
 * parameters. Images are [batch, height, width, channels], kernels [height, width, in, out], dense
 * weights [in, out]. Every layer is made of operations that TensorFlow can differentiate.
 */
package org.altgrad.graphs.nn;
