package org.altgrad.train.study;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.plotting.catalogue.FigureKinds;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.kind.Look;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.search.figure.SweepFigures;

/** The kinds of figures, and the figures that methods declare in {@code figure/<name>.yaml}. */
public final class Figures {
  /** The folder of the configuration tree in which figures are. */
  public static final String FOLDER = "figure";

  private Figures() {}

  /**
   * A figure's file; its first line of comment describes it.
   *
   * @param kind the kind of figure
   * @param options what differs from the kind's defaults
   * @param aliases see {@link Look}
   */
  public record Declaration(
      String kind, Map<String, String> options, Map<String, String> aliases) {}

  /** All that the program is packaged with. */
  public static FigureKinds all() {
    ConfigSources sources = ConfigSources.packaged(Figures.class.getClassLoader(), "conf");
    List<Look> looks = new ArrayList<>();
    for (GroupCatalogue.Option file : new GroupCatalogue(sources).group(FOLDER).options()) {
      looks.add(look(sources, file));
    }
    List<FigureKind> kinds = new ArrayList<>(FigureKinds.with(looks).all());
    kinds.addAll(SweepFigures.ALL);
    return new FigureKinds(List.copyOf(kinds));
  }

  /**
   * The figure of a name; the methods' files are read for no other's.
   *
   * @throws org.altgrad.plotting.PlotException listing all names if there is none
   */
  public static FigureKind named(String name) {
    return Stream.concat(FigureKinds.general().all().stream(), SweepFigures.ALL.stream())
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseGet(() -> all().named(name));
  }

  private static Look look(ConfigSources sources, GroupCatalogue.Option file) {
    Declaration declared =
        Binder.bind(
            new Composer(sources).compose(FOLDER + "/" + file.name(), List.of(), Clock.systemUTC()),
            "",
            Declaration.class);
    return new Look(
        file.name(), file.description(), declared.kind(), declared.options(), declared.aliases());
  }
}
