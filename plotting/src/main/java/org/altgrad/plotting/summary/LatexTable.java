package org.altgrad.plotting.summary;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Tables for LaTeX with the package booktabs. */
final class LatexTable {
  private static final Pattern MINUS = Pattern.compile("(?<![\\w.)])-(?=[\\d.])");

  /** A number with an exponent that is no part of a name. */
  static final Pattern POWER =
      Pattern.compile("(?<![\\w.)])-?(\\d+(?:\\.\\d+)?)[eE]\\+?(-?)0*(\\d+)(?!\\.?\\w)");

  private static final String GREEK = "αβγδεζηθικλμνξπρςστυφχψω";
  private static final List<String> GREEK_NAMES =
      List.of(
          ("alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho"
                  + " varsigma sigma tau upsilon varphi chi psi omega")
              .split(" "));
  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          Map.entry('\\', "\\textbackslash{}"),
          Map.entry('~', "\\textasciitilde{}"),
          Map.entry('^', "\\textasciicircum{}"),
          Map.entry('<', "\\textless{}"),
          Map.entry('>', "\\textgreater{}"),
          Map.entry('|', "\\textbar{}"),
          Map.entry('"', "''"),
          Map.entry('±', "$\\pm$"),
          Map.entry('†', "$^{\\dagger}$"),
          Map.entry('‡', "$^{\\ddagger}$"),
          Map.entry('\u2212', "$-$"),
          Map.entry('×', "$\\times$"),
          Map.entry('²', "$^2$"),
          Map.entry('³', "$^3$"),
          Map.entry('≤', "$\\leq$"),
          Map.entry('≥', "$\\geq$"),
          Map.entry('…', "\\ldots{}"),
          Map.entry('Γ', "$\\Gamma$"),
          Map.entry('Δ', "$\\Delta$"),
          Map.entry('Σ', "$\\Sigma$"),
          Map.entry('Ω', "$\\Omega$"));

  private LatexTable() {}

  /**
   * A whole float: set smaller where it is too wide for a column of a paper of two columns, over
   * both columns where that is not enough, and then the first line says which width it needs.
   *
   * @param bold places (row, column) of cells in bold
   * @param caption its text; empty for none
   * @param parts a column whose values become lines above the rows that have them; empty for none
   */
  static String of(TextTable whole, Set<List<Integer>> bold, String caption, OptionalInt parts) {
    TextTable table = whole.printed();
    List<Integer> shown =
        IntStream.range(0, table.header().size())
            .filter(j -> parts.isEmpty() || j != parts.getAsInt())
            .boxed()
            .toList();
    double width = LatexWidth.of(table, bold, shown);
    LatexWidth.Fit fit = LatexWidth.Fit.of(width, shown.size());
    String place = fit == LatexWidth.Fit.NONE ? "table*" : "table";
    StringBuilder out = new StringBuilder("% needs \\usepackage{booktabs}\n");
    if (fit == LatexWidth.Fit.NONE) {
      out.append(LatexWidth.note(width, shown.size()));
    }
    out.append("\\begin{").append(place).append("}\n\\centering\n");
    if (!caption.isEmpty()) {
      out.append("\\caption{").append(text(caption)).append("}\n\\smallskip\n");
    }
    out.append(fit.commands()).append("\\begin{tabular}{").append(fit.edge());
    shown.forEach(j -> out.append(table.right(j) ? 'r' : 'l'));
    out.append(fit.edge()).append("}\n\\toprule\n");
    out.append(line(shown.stream().map(j -> text(table.header().get(j))).toList()));
    out.append("\\midrule\n");
    body(out, table, bold, shown, parts);
    return out.append("\\bottomrule\n\\end{tabular}\n\\end{" + place + "}\n").toString();
  }

  private static void body(
      StringBuilder out,
      TextTable table,
      Set<List<Integer>> bold,
      List<Integer> shown,
      OptionalInt parts) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, table.rows().size()).boxed().toList());
    // Rows of one part keep their order: the sort is stable.
    List<String> titles = parts.isEmpty() ? List.of() : titles(table, parts.getAsInt());
    parts.ifPresent(p -> order.sort(comparingInt(i -> titles.indexOf(table.rows().get(i).get(p)))));
    Optional<String> part = Optional.empty();
    for (int i : order) {
      if (parts.isPresent()
          && !part.equals(Optional.of(table.rows().get(i).get(parts.getAsInt())))) {
        out.append(part.isPresent() ? "\\addlinespace\n" : "");
        part = Optional.of(table.rows().get(i).get(parts.getAsInt()));
        String title = text(table.header().get(parts.getAsInt()) + ": " + part.get());
        out.append("\\multicolumn{%d}{l}{\\itshape %s} \\\\\n".formatted(shown.size(), title));
      }
      List<String> cells = new ArrayList<>();
      for (int j : shown) {
        String cell = text(table.rows().get(i).get(j));
        cells.add(bold.contains(List.of(i, j)) ? "{\\bfseries\\boldmath " + cell + "}" : cell);
      }
      out.append(line(cells));
    }
  }

  private static List<String> titles(TextTable table, int column) {
    return table.rows().stream().map(row -> row.get(column)).distinct().toList();
  }

  /** What begins with a bracket or star would be read as an argument of the line before. */
  private static String line(List<String> cells) {
    String line = String.join(" & ", cells);
    boolean argument = line.startsWith("[") || line.startsWith("*");
    return (argument ? "{}" : "") + line + " \\\\\n";
  }

  /** Text that LaTeX prints as it is, whatever characters it holds; exponents are raised. */
  static String text(String plain) {
    StringBuilder out = new StringBuilder();
    int end = 0;
    for (Matcher power = POWER.matcher(plain); power.find(); end = power.end()) {
      boolean one = power.group(1).matches("1(\\.0+)?");
      out.append(signs(plain.substring(end, power.start())))
          .append(power.group().startsWith("-") ? "$-" : "$")
          .append(one ? "" : power.group(1) + "\\times ")
          .append("10^{" + power.group(2) + power.group(3) + "}$");
    }
    return out.append(signs(plain.substring(end))).toString();
  }

  private static String signs(String plain) {
    StringBuilder out = new StringBuilder();
    Matcher minus = MINUS.matcher(plain);
    String signed = minus.replaceAll("\u2212");
    for (char c : signed.toCharArray()) {
      int greek = GREEK.indexOf(c);
      if (greek >= 0) {
        out.append("$\\").append(GREEK_NAMES.get(greek)).append('$');
      } else if ("&%$#_{}".indexOf(c) >= 0) {
        out.append('\\').append(c);
      } else {
        out.append(SIGNS.getOrDefault(c, Character.toString(c)));
      }
    }
    return out.toString();
  }
}
