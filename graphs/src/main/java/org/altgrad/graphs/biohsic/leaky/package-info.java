/**
 * The three-factor rule in networks with dynamics: leaky rate units and spiking units, simulated
 * millisecond by millisecond and changed at every time step.
 */
package org.altgrad.graphs.biohsic.leaky;
