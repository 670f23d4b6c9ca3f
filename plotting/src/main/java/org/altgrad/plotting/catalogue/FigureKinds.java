package org.altgrad.plotting.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.kind.Look;
import org.altgrad.plotting.metric.MetricKinds;
import org.altgrad.plotting.recorded.RecordedKinds;

/**
 * The catalogue of figures. Listing it loads neither AWT nor the figures.
 *
 * @param all the kinds that there are, and the figures that methods declare
 */
public record FigureKinds(List<FigureKind> all) {

  /** The kinds alone. */
  public static FigureKinds general() {
    List<FigureKind> kinds = new ArrayList<>(MetricKinds.ALL);
    kinds.addAll(RecordedKinds.ALL);
    return new FigureKinds(List.copyOf(kinds));
  }

  /**
   * The kinds, and figures of them.
   *
   * @throws PlotException if a look names a kind or an option that there is not
   */
  public static FigureKinds with(List<Look> looks) {
    FigureKinds kinds = general();
    List<FigureKind> all = new ArrayList<>(kinds.all);
    for (Look look : looks) {
      all.add(look.on(kinds.named(look.kind())));
    }
    return new FigureKinds(List.copyOf(all));
  }

  /** Their names. */
  public List<String> names() {
    return all.stream().map(FigureKind::name).toList();
  }

  /**
   * The kind or figure of a name.
   *
   * @param name a figure's name
   * @throws PlotException listing the known names if there is none
   */
  public FigureKind named(String name) {
    return all.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PlotException(
                    "no figure is called '" + name + "'" + Nearest.hintAndList(name, names())));
  }
}
