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
 */
public record RunSettings(Path root, Optional<Path> dir, boolean figure) {}
