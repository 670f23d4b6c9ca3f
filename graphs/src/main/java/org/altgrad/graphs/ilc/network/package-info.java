/**
 * The networks that ILC trains, written once: for one set of weights for all rows, and for weights
 * of its own for each environment.
 */
package org.altgrad.graphs.ilc.network;
