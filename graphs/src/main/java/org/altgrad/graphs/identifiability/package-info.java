/**
 * Measures of whether codes have found the true sources, and closed forms to hold them against:
 * plain Java on arrays in float64, without TensorFlow. Rows are samples. Scores that noise does not
 * bring to zero carry their null, a permutation p value and a line of validity.
 */
package org.altgrad.graphs.identifiability;
