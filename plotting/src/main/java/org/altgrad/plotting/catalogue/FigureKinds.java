package org.altgrad.plotting.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.metric.MetricKinds;
import org.altgrad.plotting.recorded.RecordedKinds;

/** The catalogue of figures. Listing it loads neither AWT nor the figures. */
public final class FigureKinds {
  private FigureKinds() {}

  /** All kinds of figures. */
  public static List<FigureKind> all() {
    List<FigureKind> kinds = new ArrayList<>(MetricKinds.ALL);
    kinds.addAll(RecordedKinds.ALL);
    return List.copyOf(kinds);
  }

  /**
   * The kind of a name.
   *
   * @param name a figure's name
   * @throws PlotException listing the known names if there is none
   */
  public static FigureKind named(String name) {
    return all().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PlotException(
                    "no figure is called '"
                        + name
                        + "'"
                        + Nearest.hintAndList(
                            name, all().stream().map(FigureKind::name).toList())));
  }
}
