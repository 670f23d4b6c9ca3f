/**
 * The networks that ILC trains, and the ways to run them: with one set of weights for all rows, or
 * with weights of its own for each environment.
 */
package org.altgrad.graphs.ilc.network;
