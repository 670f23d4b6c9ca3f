package org.altgrad.graphs.program;

/**
 * In place of a model where nothing is trained: {@code model} {@code none}.
 *
 * @param name {@code none}
 */
public record NoModel(String name) {}
