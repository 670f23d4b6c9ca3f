/**
 * Operations with gradients of their own, for objectives that look at a decoder's Jacobian or at
 * Gaussian laws: exact, and right in single precision where the plain forms cancel or TensorFlow
 * has no gradient.
 */
package org.altgrad.graphs.ima.ops;
