package org.altgrad.train.experiment;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where runs go: section {@code run}.
 *
 * @param root directory in which each run gets a directory of its own, {@code
 *     <root>/<experiment>/<date>_<time>}
 * @param dir puts the run exactly there; it must not exist or be empty
 * @param figure whether a run ends with a figure of its learning curves
 * @param export whether a run that is done is exported into its own directory, {@code export}
 */
public record RunSettings(Path root, Optional<Path> dir, boolean figure, boolean export) {}
