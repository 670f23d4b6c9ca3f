/**
 * Learning without back-propagation by a local three-factor rule whose third factor is the gradient
 * of an information bottleneck over a window of remembered samples (Daruwalla and Lipasti,
 * Frontiers in Computational Neuroscience 18, 2024), and the rules that it is compared with.
 */
package org.altgrad.graphs.biohsic;
