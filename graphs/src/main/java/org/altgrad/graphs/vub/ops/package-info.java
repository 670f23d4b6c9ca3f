/**
 * Operations with gradients of their own for stochastic heads: a Gaussian code with its rate, the
 * entropy of a prediction, and the bound on the information bottleneck as a whole.
 */
package org.altgrad.graphs.vub.ops;
