package org.altgrad.plotting.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A layer over the plane: values, directions, paths and events at places. */
sealed interface FieldLayer extends Layer {

  /** Abscissae that the axis must show. */
  double[] xs();

  /** Ordinates that the axis must show. */
  double[] ys();

  /** The numbers painted. */
  List<Panel.Datum> data();

  /** The scale that a colour bar explains; null for none. */
  default ColorScale scale() {
    return null;
  }

  /**
   * Bands of colour with lines between them.
   *
   * @param name the series
   * @param pen the lines
   * @param grid the values
   * @param scale the bands
   */
  record Contours(String name, Pen pen, Grid grid, ColorScale scale) implements FieldLayer {
    @Override
    public double[] xs() {
      return grid.x();
    }

    @Override
    public double[] ys() {
      return grid.y();
    }

    @Override
    public List<Panel.Datum> data() {
      return gridData(name, grid);
    }
  }

  /**
   * Contour lines.
   *
   * @param name the series
   * @param pen how they are drawn
   * @param grid the values
   * @param levels the values on the lines
   */
  record Lines(String name, Pen pen, Grid grid, double... levels) implements FieldLayer {
    @Override
    public double[] xs() {
      return grid.x();
    }

    @Override
    public double[] ys() {
      return grid.y();
    }

    /** The points of the lines, for the values themselves are not painted. */
    @Override
    public List<Panel.Datum> data() {
      List<Panel.Datum> data = new ArrayList<>();
      for (double level : levels) {
        for (double[][] line : MarchingSquares.lines(grid, level)) {
          for (double[] point : line) {
            data.add(
                new Panel.Datum(
                    name, Numbers.exact(point[0]), point[1], Double.NaN, Double.NaN, level));
          }
        }
      }
      return data;
    }
  }

  /**
   * Values as coloured cells, each centred at its place.
   *
   * @param name the series
   * @param pen the colour of cells that are not 0, where there is no scale
   * @param grid the values; cells of NaN stay empty
   * @param scale the colours; null to tell 0 from all else
   */
  record Cells(String name, Pen pen, Grid grid, ColorScale scale) implements FieldLayer {
    @Override
    public double[] xs() {
      return Grid.edges(grid.x());
    }

    @Override
    public double[] ys() {
      return Grid.edges(grid.y());
    }

    @Override
    public List<Panel.Datum> data() {
      return gridData(name, grid);
    }
  }

  /**
   * Lines along a field of directions, or arrows at places of it.
   *
   * @param name the series
   * @param pen how they are drawn
   * @param u the field along x
   * @param v the field along y, on the same grid
   * @param arrows arrows as long as the field is strong, in place of lines
   */
  record Flow(String name, Pen pen, Grid u, Grid v, boolean arrows) implements FieldLayer {
    @Override
    public double[] xs() {
      return u.x();
    }

    @Override
    public double[] ys() {
      return u.y();
    }

    @Override
    public List<Panel.Datum> data() {
      return fieldData(name, u, v);
    }
  }

  /**
   * Directions without a sign as strokes through places of a grid.
   *
   * @param name the series
   * @param pen how they are drawn
   * @param u the direction along x
   * @param v the direction along y, on the same grid
   */
  record Strokes(String name, Pen pen, Grid u, Grid v) implements FieldLayer {
    @Override
    public double[] xs() {
      return u.x();
    }

    @Override
    public double[] ys() {
      return u.y();
    }

    @Override
    public List<Panel.Datum> data() {
      return fieldData(name, u, v);
    }
  }

  /**
   * A path with an open mark at its start and a full one at its end.
   *
   * @param name the series
   * @param pen how it is drawn
   * @param xs abscissae in order
   * @param ys ordinates, as many
   */
  record Path(String name, Pen pen, double[] xs, double[] ys) implements FieldLayer {
    @Override
    public List<Panel.Datum> data() {
      return points(name, xs, ys);
    }
  }

  /**
   * Events as short upright strokes, such as the spikes of units.
   *
   * @param name the series
   * @param pen their colour
   * @param xs times
   * @param ys units
   */
  record Events(String name, Pen pen, double[] xs, double[] ys) implements FieldLayer {
    @Override
    public List<Panel.Datum> data() {
      return points(name, xs, ys);
    }
  }

  /**
   * Marks on a line that is drawn by another layer, whose numbers they repeat.
   *
   * @param name the series
   * @param pen their colour
   * @param xs abscissae
   * @param ys ordinates, as many
   * @param marker the shape, from 0; shapes repeat after six
   */
  record Dots(String name, Pen pen, double[] xs, double[] ys, int marker) implements FieldLayer {
    @Override
    public List<Panel.Datum> data() {
      return List.of();
    }
  }

  /**
   * A histogram as an outline in steps over a faint area.
   *
   * @param name the series
   * @param pen how it is drawn
   * @param centres ascending centres of the bins; the bins meet half-way
   * @param heights heights, as many
   */
  record Steps(String name, Pen pen, double[] centres, double[] heights) implements FieldLayer {
    @Override
    public double[] xs() {
      return edges();
    }

    @Override
    public double[] ys() {
      return heights;
    }

    /** Ends of the bins. */
    double[] edges() {
      return centres.length > 1
          ? Grid.edges(centres)
          : new double[] {centres[0] - 0.5, centres[0] + 0.5};
    }

    @Override
    public List<Panel.Datum> data() {
      return points(name, centres, heights);
    }
  }

  /**
   * Samples as violins with a box: their density, quartiles, median, and the whiskers of Tukey (the
   * last values within 1.5 times the box beyond it).
   *
   * @param name the series
   * @param pen their colour
   * @param places abscissae, one for each sample
   * @param samples values of each sample
   */
  record Violins(String name, Pen pen, double[] places, List<double[]> samples)
      implements FieldLayer {
    @Override
    public double[] xs() {
      return places;
    }

    @Override
    public double[] ys() {
      return samples.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @Override
    public List<Panel.Datum> data() {
      List<Panel.Datum> data = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        for (double value : samples.get(i)) {
          data.add(new Panel.Datum(name, Numbers.exact(places[i]), value, Double.NaN, Double.NaN));
        }
      }
      return data;
    }
  }

  private static List<Panel.Datum> fieldData(String name, Grid u, Grid v) {
    List<Panel.Datum> data = gridData(name + ", along x", u);
    data.addAll(gridData(name + ", along y", v));
    return data;
  }

  private static List<Panel.Datum> points(String name, double[] xs, double[] ys) {
    List<Panel.Datum> data = new ArrayList<>();
    for (int i = 0; i < xs.length; i++) {
      data.add(new Panel.Datum(name, Numbers.exact(xs[i]), ys[i], Double.NaN, Double.NaN));
    }
    return data;
  }

  private static List<Panel.Datum> gridData(String name, Grid grid) {
    List<Panel.Datum> data = new ArrayList<>();
    for (int i = 0; i < grid.y().length; i++) {
      for (int j = 0; j < grid.x().length; j++) {
        data.add(
            new Panel.Datum(
                name,
                Numbers.exact(grid.x()[j]),
                grid.y()[i],
                Double.NaN,
                Double.NaN,
                grid.z()[i][j]));
      }
    }
    return data;
  }
}
