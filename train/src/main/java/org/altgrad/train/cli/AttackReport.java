package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.base.Csv;
import org.altgrad.base.Decimals;
import org.altgrad.base.Durable;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.run.RunDirectory;

/** What attacks came to, as a run has recorded it, for people. */
record AttackReport(RunDirectory run) {
  private static final List<String> SHOWN =
      List.of(
          "head",
          "attack",
          "epsilon",
          "examples",
          "texts",
          "clean",
          "robust",
          "robust_of_right",
          "success",
          "l2",
          "words_changed",
          "queries",
          "gradients",
          "cpu_seconds");

  /** The table of attacks, the threat model, and each verdict with the checks that failed. */
  String text() {
    StringBuilder text = new StringBuilder();
    List<Map<String, String>> attacks = rows("attacks");
    if (!attacks.isEmpty()) {
      text.append(clean(attacks.get(0)));
      List<String> columns =
          SHOWN.stream().filter(column -> attacks.get(0).containsKey(column)).toList();
      text.append(
          TerminalTable.text(
              new TextTable(
                  columns,
                  attacks.stream()
                      .map(row -> columns.stream().map(c -> number(row.get(c))).toList())
                      .toList()),
              TerminalTable.width(),
              List.of(),
              last("attacks").map(Path::toString).orElse("")));
    }
    List<Map<String, String>> checks = rows("checks");
    checks.stream()
        .filter(check -> check.get("check").equals("threat_model"))
        .forEach(check -> text.append("threat model  ").append(check.get("text")).append('\n'));
    boolean judged = checks.stream().anyMatch(check -> check.get("check").equals("verdict"));
    checks.forEach(check -> text.append(line(check, judged)).append(ofOthers(check, attacks)));
    if (judged) {
      checks.stream()
          .filter(check -> check.get("check").equals("binarisation"))
          .filter(check -> check.get("status").equals("not_run"))
          .map(check -> "not run       binarisation: " + check.get("text") + "\n")
          .distinct()
          .forEach(text::append);
    }
    return text.toString();
  }

  /** What the run calls its accuracy, which is that of what was attacked. */
  private static String clean(Map<String, String> row) {
    String count = row.getOrDefault("examples", row.get("texts"));
    String clean = number(row.get("clean"));
    return "clean accuracy %s of the first %s%s%n"
        .formatted(
            clean,
            count,
            clean.equals("0")
                ? ": none is right, so that none is attacked"
                : ", which are attacked");
  }

  /** Of a verdict on other inputs than those that the table is of, of how many it is. */
  private static String ofOthers(Map<String, String> check, List<Map<String, String>> attacks) {
    if (!check.get("check").equals("verdict")) {
      return "";
    }
    List<Map<String, String>> same =
        attacks.stream()
            .filter(row -> row.get("head").equals(check.get("head")))
            .filter(row -> row.get("epsilon").equals(check.get("epsilon")))
            .toList();
    Optional<String> judged = examples(same, "check");
    Optional<String> attacked = examples(same, "attack");
    return judged.isEmpty() || attacked.isEmpty() || judged.equals(attacked)
        ? ""
        : "  that is of the first %s inputs (method.verdict.rows); the table is of the first %s%n"
            .formatted(judged.get(), attacked.get());
  }

  private static Optional<String> examples(List<Map<String, String>> rows, String role) {
    return rows.stream()
        .filter(row -> row.get("role").equals(role))
        .map(row -> row.get("examples"))
        .findFirst();
  }

  /** Writes the texts before and after, changed words in bold, if texts were attacked. */
  Optional<Path> writeTexts() {
    List<Map<String, String>> rows = rows("texts");
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder("# Texts, and what attacks made of them\n");
    String attack = "";
    for (Map<String, String> row : rows) {
      if (!row.get("attack").equals(attack)) {
        attack = row.get("attack");
        text.append("\n## ").append(attack).append("\n");
      }
      text.append(
          "%n%s. class %s, %s: P %s, then %s; %s %% of the words, %s queries%n%n    - %s%n    - %s%n"
              .formatted(
                  row.get("text"),
                  row.get("label"),
                  row.get("status"),
                  number(row.get("before")),
                  number(row.get("after")),
                  number(row.get("words_changed")),
                  row.get("queries"),
                  marked(row.get("original")),
                  marked(row.get("perturbed"))));
    }
    Path file = run.samples().resolve("texts.md");
    Durable.writeBelow(file, text.toString().getBytes(StandardCharsets.UTF_8));
    return Optional.of(file);
  }

  private static String marked(String text) {
    return text.replaceAll("([*_`<])", "\\\\$1").replace("[[", "**").replace("]]", "**");
  }

  /** Of a verdict its line and what has failed; of a test all that was made. */
  private static String line(Map<String, String> check, boolean judged) {
    String head = check.get("head").equals("mean") ? "" : check.get("head") + " head: ";
    if (check.get("check").equals("verdict")) {
      return head + check.get("text") + "\n";
    }
    if (check.get("check").equals("distance")) {
      return "distances     " + head + check.get("text") + "\n";
    }
    boolean failed = check.get("status").equals("failed");
    return judged && !failed
        ? ""
        : "  %-7s %2s %s: %s%n"
            .formatted(
                check.get("status"), check.get("point"), check.get("check"), check.get("text"));
  }

  private static String number(String cell) {
    try {
      double value = Double.parseDouble(cell);
      return value == Math.rint(value)
          ? String.valueOf(Math.round(value))
          : Decimals.rounded(value, 4);
    } catch (NumberFormatException e) {
      return cell;
    }
  }

  /** The rows of what was recorded last under a name, none if it was not. */
  private List<Map<String, String>> rows(String recording) {
    Optional<Path> last = last(recording);
    if (last.isEmpty()) {
      return List.of();
    }
    try {
      List<Csv.Row> read = Csv.parse(Files.readString(last.get()));
      List<Map<String, String>> rows = new ArrayList<>();
      for (Csv.Row row : read.subList(1, read.size())) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < row.fields().size(); i++) {
          cells.put(read.get(0).fields().get(i), row.fields().get(i));
        }
        rows.add(cells);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(last.get() + " cannot be read", e);
    }
  }

  /** The file of a recording, if it was made. */
  private Optional<Path> last(String recording) {
    Path folder = run.recordings().resolve(recording);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".csv")).max(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }
}
