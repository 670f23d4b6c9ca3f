/**
 * Distributions as functions of their parameters: log-probabilities, entropies, divergences and
 * samplers, in forms that stay finite and exact for large logits.
 */
package org.altgrad.graphs.prob;
