/**
 * Laws of independent sources and the maps that mix them, whose Jacobians, inverses and densities
 * are known: the ground truth of nonlinear independent component analysis. All in double precision.
 */
package org.altgrad.data.mixing;
