package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables for LaTeX with the package booktabs. */
final class LatexTable {
  private static final Pattern MINUS = Pattern.compile("(?<![\\w.)])-(?=[\\d.])");
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
   * A whole float.
   *
   * @param bold places (row, column) of cells in bold
   * @param caption its text; empty for none
   */
  static String of(TextTable table, Set<List<Integer>> bold, String caption) {
    StringBuilder columns = new StringBuilder();
    for (int j = 0; j < table.header().size(); j++) {
      columns.append(table.right(j) ? 'r' : 'l');
    }
    StringBuilder out = new StringBuilder("% needs \\usepackage{booktabs}\n\\begin{table}\n");
    out.append("\\centering\n");
    if (!caption.isEmpty()) {
      out.append("\\caption{").append(text(caption)).append("}\n\\smallskip\n");
    }
    out.append("\\begin{tabular}{").append(columns).append("}\n\\toprule\n");
    out.append(line(table.header().stream().map(LatexTable::text).toList()));
    out.append("\\midrule\n");
    for (int i = 0; i < table.rows().size(); i++) {
      List<String> cells = new ArrayList<>();
      for (int j = 0; j < table.header().size(); j++) {
        String cell = text(table.rows().get(i).get(j));
        cells.add(bold.contains(List.of(i, j)) ? "{\\bfseries\\boldmath " + cell + "}" : cell);
      }
      out.append(line(cells));
    }
    return out.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
  }

  /** What begins with a bracket or star would be read as an argument of the line before. */
  private static String line(List<String> cells) {
    String line = String.join(" & ", cells);
    boolean argument = line.startsWith("[") || line.startsWith("*");
    return (argument ? "{}" : "") + line + " \\\\\n";
  }

  /** Text that LaTeX prints as it is, whatever characters it holds. */
  static String text(String plain) {
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
