package org.altgrad.graphs.ilc.landscape;

/**
 * What is descended: {@code model} {@code landscape}.
 *
 * @param name {@code landscape}
 * @param surface the two environments' losses
 */
public record LandscapeModel(String name, AnalyticSurface surface) {}
