package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.Nearest;
import org.altgrad.data.Progress;
import org.altgrad.data.catalogue.Catalogue;
import org.altgrad.data.catalogue.CatalogueEntry;
import org.altgrad.data.fetch.DataRepository;
import org.altgrad.data.source.DataContext;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where the commands about data look. */
final class DataSets {
  /** As in {@code conf/data}. */
  private static final String DEFAULT_ROOT = "data/cache";

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "The directory with one directory per data set; default: ALTGRAD_DATA, or "
              + DEFAULT_ROOT
              + ".")
  private Path root;

  /** The root that was typed. */
  Optional<Path> typedRoot() {
    return Optional.ofNullable(root);
  }

  Path root() {
    String set = System.getenv("ALTGRAD_DATA");
    return root != null ? root : Path.of(set == null ? DEFAULT_ROOT : set);
  }

  DataRepository repository() {
    return DataContext.standard(true, Progress.NONE).repository(root());
  }

  /** All data sets that are made of files. */
  static List<CatalogueEntry> all() {
    return List.copyOf(Catalogue.bundled().entries().values());
  }

  /** Their names. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return all().stream().map(CatalogueEntry::name).iterator();
    }
  }

  /** Refuses unknown names before anything is done. */
  static List<String> known(List<String> typed, CommandLine command) {
    List<String> known = new ArrayList<>();
    new Names().forEach(known::add);
    for (String name : typed) {
      if (!known.contains(name)) {
        throw new ParameterException(
            command,
            "there is no data set '" + name + "' made of files" + Nearest.hintAndList(name, known));
      }
    }
    return typed.isEmpty() ? known : List.copyOf(typed);
  }
}
