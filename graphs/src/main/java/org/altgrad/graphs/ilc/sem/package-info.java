/**
 * Linear structural equations: how the error of the coefficients falls with the number of samples
 * under empirical risk minimisation, IRMv1 and combiners (Ahuja, Wang, Dhurandhar, Shanmugam,
 * Varshney: Empirical or Invariant Risk Minimization? A Sample Complexity Perspective, ICLR 2021).
 */
package org.altgrad.graphs.ilc.sem;
