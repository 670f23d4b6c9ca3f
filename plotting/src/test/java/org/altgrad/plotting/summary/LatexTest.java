package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as LaTeX itself sets them, in columns of 3.3 inches. */
class LatexTest {
  @TempDir private Path dir;

  private String set(String body) throws IOException, InterruptedException {
    Files.writeString(
        dir.resolve("t.tex"),
        "\\documentclass[10pt,twocolumn]{article}\n\\usepackage{booktabs}\n"
            + "\\setlength{\\textwidth}{6.9in}\n\\setlength{\\columnsep}{0.3in}\n"
            + "\\begin{document}\n\\hbadness=10000\n"
            + body
            + "\\end{document}\n");
    Process process;
    try {
      process =
          new ProcessBuilder("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex")
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("said").toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "there is no pdflatex");
      throw e;
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it hangs");
    String said = Files.readString(dir.resolve("t.log"), StandardCharsets.ISO_8859_1);
    assertEquals(0, process.exitValue(), said);
    return said;
  }

  /** Names and numbers of all lengths, of which many just fit. */
  @Test
  void noTableIsTooWide() throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    List<String> kinds = new ArrayList<>();
    String[] names = {"estimator", "depth", "accuracy", "LOSS_WITH_SIGNS", "mcc mean, γ²=1e5"};
    for (int columns = 2; columns <= 6; columns++) {
      for (int length = 0; length <= 15; length++) {
        List<String> header = new ArrayList<>();
        List<String> row = new ArrayList<>();
        for (int j = 0; j < columns; j++) {
          header.add(names[j % names.length]);
          row.add(
              j == 0
                  ? "wamMqQ%_fiAv1-2".substring(0, length)
                  : "-0.7" + "1".repeat(length % 5) + " ± 0.9‡");
        }
        String latex =
            LatexTable.of(
                new TextTable(header, List.of(row, row)),
                length % 2 == 0 ? Set.of() : Set.of(List.of(0, columns - 1)),
                "",
                OptionalInt.empty());
        kinds.add(
            latex.contains("table*")
                ? latex.contains("rotating") ? "turned" : "both"
                : latex.contains("footnotesize")
                    ? "smaller"
                    : latex.contains("small\n") ? "small" : "plain");
        if (!latex.contains("rotating")) {
          body.append(latex).append("\\clearpage\n");
        }
      }
    }
    assertTrue(kinds.containsAll(List.of("plain", "small", "smaller", "both")), kinds.toString());
    String said = set(body.toString());
    assertFalse(said.contains("Overfull \\hbox"), said);
  }
}
