/**
 * HNCA, hindsight network credit assignment: gradient estimators for networks of discrete
 * stochastic units.
 *
 * <p>Kenny Young, "Hindsight Network Credit Assignment: Efficient Credit Assignment in Networks of
 * Discrete Stochastic Units", AAAI 2022. Notation as there: {@code a} logits, {@code z} bits,
 * {@code e} coded bits, {@code delta} the message from the children, {@code nu} the hindsight
 * firing probability, {@code u} the ascent direction for the logits. Weights are [parents,
 * children]. All of {@code u}, {@code delta} and {@code nu} are values through which no gradient
 * flows.
 */
package org.altgrad.graphs.hnca;
