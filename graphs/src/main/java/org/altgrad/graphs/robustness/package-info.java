/** Attacks on classifiers that are trained: nothing is learned, and what is found is a run. */
package org.altgrad.graphs.robustness;
