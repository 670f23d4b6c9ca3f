package org.altgrad.graphs.program;

/**
 * What must be known of a number before it is read, or averaged with others.
 *
 * @param version the metric and the version of its definition, such as {@code mcc/1}
 * @param rows that it was computed on
 * @param validity what restricts its reading, in words; empty if nothing does
 */
public record Caveat(String version, int rows, String validity) {}
