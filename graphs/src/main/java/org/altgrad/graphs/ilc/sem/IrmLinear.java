package org.altgrad.graphs.ilc.sem;

/**
 * The linear model of IRM: a prediction x Φ w with Φ [d, d] trained from the identity and w a fixed
 * vector of ones; {@code model} {@code irm_linear}.
 *
 * @param name {@code irm_linear}
 */
public record IrmLinear(String name) {}
