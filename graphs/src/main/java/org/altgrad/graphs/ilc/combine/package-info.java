/**
 * Combiners: rules that make one direction of descent out of the gradients of all environments. A
 * new one is a record that implements {@link org.altgrad.graphs.ilc.combine.Combiner} and a line in
 * the list of kinds.
 */
package org.altgrad.graphs.ilc.combine;
