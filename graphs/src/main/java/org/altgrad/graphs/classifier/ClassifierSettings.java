package org.altgrad.graphs.classifier;

/** Settings of {@link ClassifierProgram}: none but its name, {@code classifier}. */
public record ClassifierSettings(String name) {}
