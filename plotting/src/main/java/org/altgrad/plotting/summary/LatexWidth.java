package org.altgrad.plotting.summary;

import java.util.List;
import java.util.Set;

/**
 * How wide LaTeX sets a table, in points (72.27 an inch): widths of Computer Modern at 10 points,
 * which is wider than Times and Palatino. Source: the metrics of cmr10 (Knuth, Computer Modern
 * Typefaces), rounded.
 */
final class LatexWidth {
  /** A column of 3.3 inches. */
  static final double COLUMN = 3.3 * 72.27;

  /** Both columns and what is between them, 6.9 inches. */
  static final double PAGE = 6.9 * 72.27;

  private static final double SEPARATION = 6;
  private static final double NARROW = 4;
  private static final double BOLD = 1.15;

  /** Signs by their width in 1/100 points. */
  private static final String[][] WIDTHS = {
    {"278", "ilI.,:;'!|[]"},
    {"306", "fj"},
    {"333", " -"},
    {"389", "t()rs"},
    {"444", "cez"},
    {"500", "ago0123456789/*\"#$?"},
    {"528", "kqvxy"},
    {"556", "bdhnpuS_"},
    {"690", "BELFPZ"},
    {"833", "m%"},
    {"917", "M"},
    {"1028", "W"},
  };

  /** Of all other signs: most capitals, plus and minus, Greek letters. */
  private static final double OTHER = 7.8;

  private LatexWidth() {}

  /** What makes a table narrow enough for a column. */
  enum Fit {
    /** Nothing: it is. */
    PLAIN("", 1, SEPARATION),
    /** Type of 9 points, which is wider than 9/10 of that of 10. */
    SMALL("\\small\n\\setlength{\\tabcolsep}{4pt}\n", 0.93, NARROW),
    /** Type of 8 points. */
    SMALLER("\\footnotesize\n\\setlength{\\tabcolsep}{4pt}\n", 0.86, NARROW),
    /** Nothing can. */
    NONE("", 1, SEPARATION);

    private final String commands;
    private final double scale;
    private final double separation;

    Fit(String commands, double scale, double separation) {
      this.commands = commands;
      this.scale = scale;
      this.separation = separation;
    }

    /** The first that is enough for cells as wide as {@code text} altogether. */
    static Fit of(double text, int columns) {
      for (Fit fit : values()) {
        if (fit.width(text, columns) <= COLUMN) {
          return fit;
        }
      }
      return NONE;
    }

    private double width(double text, int columns) {
      return scale * text + 2 * separation * (columns - (edge().isEmpty() ? 0 : 1));
    }

    /** What stands at the outer columns' edges: nothing in place of a separation. */
    String edge() {
      return separation == NARROW ? "@{}" : "";
    }

    String commands() {
      return commands;
    }
  }

  /** A line of comment on a table that no column holds. */
  static String note(double text, int columns) {
    long width = Math.round(Fit.NONE.width(text, columns));
    return "%% some %d pt wide, more than a column of 3.3 in (238 pt): over both columns of a page%s\n"
        .formatted(
            width,
            width <= PAGE
                ? ""
                : ", which are too narrow as well (499 pt): leave columns out (--metric, --by), or turn"
                    + " it (sidewaystable* of the package rotating)");
  }

  /** The width of the cells of some columns, what separates them aside. */
  static double of(TextTable table, Set<List<Integer>> bold, List<Integer> columns) {
    double all = 0;
    for (int j : columns) {
      double widest = of(table.header().get(j));
      for (int i = 0; i < table.rows().size(); i++) {
        double cell = of(table.rows().get(i).get(j));
        widest = Math.max(widest, bold.contains(List.of(i, j)) ? BOLD * cell : cell);
      }
      all += widest;
    }
    return all;
  }

  static double of(String text) {
    return LatexTable.POWER
        .matcher(text)
        .replaceAll("$1 × 10$2$3")
        .chars()
        .mapToDouble(c -> of((char) c))
        .sum();
  }

  private static double of(char c) {
    for (String[] signs : WIDTHS) {
      if (signs[1].indexOf(c) >= 0) {
        return Double.parseDouble(signs[0]) / 100;
      }
    }
    return OTHER;
  }
}
