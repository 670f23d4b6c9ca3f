package org.altgrad.train.search.figure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.search.Definition;

/** What the search looks for to which some runs belong. */
final class SearchedFor {
  private SearchedFor() {}

  /**
   * The metric of the search in whose directory all of the runs are; empty if there is none, or
   * searches look for different ones.
   *
   * @throws PlotException if the file that defines the search cannot be read
   */
  static Optional<Definition.Metric> metric(RunSet runs) {
    Set<Path> directories =
        runs.runs().stream()
            .map(Run::dir)
            .map(dir -> dir.toAbsolutePath().normalize().getParent())
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<Optional<Definition.Metric>> found = new LinkedHashSet<>();
    for (Path directory : directories) {
      Path file = directory.resolve(Definition.FILE);
      try {
        found.add(Files.exists(file) ? Definition.read(file).metric() : Optional.empty());
      } catch (ConfigException e) {
        throw new PlotException(
            e.getMessage() + "; without the search's metric say metric=, split= and good=");
      }
    }
    return found.size() == 1 ? found.iterator().next() : Optional.empty();
  }
}
