/**
 * Stochastic heads on frozen backbones, trained by variational upper bounds on the information
 * bottleneck (Weingarten et al. 2024 and 2025), and how robust they are.
 */
package org.altgrad.graphs.vub;
