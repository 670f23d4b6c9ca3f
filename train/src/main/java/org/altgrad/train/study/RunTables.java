package org.altgrad.train.study;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.summary.RunTable;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;

/** Tables with a row for each network, which methods declare in {@code table/<name>.yaml}. */
public final class RunTables {
  /** The folder of the configuration tree in which they are. */
  public static final String FOLDER = "table";

  private RunTables() {}

  /** A table's file. */
  public record Declaration(Map<String, String> columns) {}

  /**
   * The table of that name.
   *
   * @throws PlotException if there is none
   */
  public static RunTable named(String name) {
    ConfigSources sources = ConfigSources.packaged(RunTables.class.getClassLoader(), "conf");
    List<String> names =
        new GroupCatalogue(sources)
            .groups().stream()
                .filter(group -> group.name().equals(FOLDER))
                .flatMap(group -> group.options().stream())
                .map(GroupCatalogue.Option::name)
                .toList();
    if (!names.contains(name)) {
      throw new PlotException(
          "no table is called '" + name + "'" + Nearest.hintAndList(name, names));
    }
    return new RunTable(
        Binder.bind(
                new Composer(sources).compose(FOLDER + "/" + name, List.of(), Clock.systemUTC()),
                "",
                Declaration.class)
            .columns());
  }
}
