/** Figures of sweeps: what the trials of a set of runs say of its parameters. */
package org.altgrad.train.search.figure;
