package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * What flipping one parent's bit changes for a layer of Bernoulli children, all other parents as
 * they were drawn: the value with the bit flipped less the value with the bit as drawn.
 *
 * @param logProbability [batch, parents] change of the log-probability of the children's bits
 * @param entropy [batch, parents] change of the sum of the children's entropies in nats; null if it
 *     was not asked for
 */
public record Flips<T extends TNumber>(Expr<T> logProbability, Expr<T> entropy) {}
