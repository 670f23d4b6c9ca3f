package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.altgrad.graphs.program.Recording;
import org.tensorflow.ndarray.Shape;

/**
 * What attacks came to as tables. Findings stand by the head that was attacked: {@code mean}, or
 * {@code sampled}.
 */
public final class AttackTables {
  private static final String WORST = "worst case";

  private AttackTables() {}

  /**
   * A row for each attack at each size, and the worst case of them. In the column {@code role},
   * what only says whether attacks work is {@code check}.
   */
  public static Recording.Table attacks(Map<String, Campaign.Findings> byHead) {
    List<List<?>> rows = new ArrayList<>();
    byHead.forEach(
        (head, found) -> {
          for (double epsilon :
              found.made().stream().map(Campaign.Made::epsilon).distinct().toList()) {
            found.made().stream()
                .filter(one -> Double.compare(one.epsilon(), epsilon) == 0)
                .forEach(one -> rows.add(row(head, one, "attack")));
            if (found.worst().containsKey(epsilon)) {
              Outcome worst = found.worst().get(epsilon);
              double cpu =
                  found.made().stream()
                      .filter(one -> one.epsilon() == epsilon)
                      .mapToDouble(Campaign.Made::cpuSeconds)
                      .sum();
              rows.add(row(head, new Campaign.Made(WORST, epsilon, worst, cpu), "attack"));
            }
            if (found.reports().containsKey(epsilon)) {
              found
                  .reports()
                  .get(epsilon)
                  .more()
                  .forEach(
                      (name, outcome) -> {
                        if (!name.equals("main")) {
                          rows.add(
                              row(
                                  head,
                                  new Campaign.Made(name, epsilon, outcome, Double.NaN),
                                  "check"));
                        }
                      });
            }
          }
        });
    return new Recording.Table(
        List.of(
            "head",
            "role",
            "attack",
            "epsilon",
            "levels",
            "examples",
            "clean",
            "robust",
            "robust_of_right",
            "success",
            "l2",
            "linf",
            "queries",
            "gradients",
            "flat",
            "cpu_seconds"),
        rows);
  }

  private static List<?> row(String head, Campaign.Made made, String role) {
    Outcome of = made.outcome();
    boolean any = of.attacked() > 0;
    return List.of(
        head,
        role,
        made.attack(),
        cell(made.epsilon()),
        cell(made.epsilon() * 255),
        of.count(),
        of.clean(),
        of.robustOfAll(),
        any ? of.robustOfRight() : "",
        any ? of.successRate() : "",
        cell(of.median(Outcome.Row::l2)),
        cell(of.median(Outcome.Row::linf)),
        cell(of.meanOfAttacked(row -> row.effort().queries())),
        cell(of.meanOfAttacked(row -> row.effort().gradients())),
        cell(of.meanOfAttacked(row -> row.effort().flat())),
        cell(made.cpuSeconds()));
  }

  /** What is no number is an empty cell. */
  private static Object cell(double value) {
    return Double.isNaN(value) ? "" : value;
  }

  /**
   * A row for each check, before them one with the verdict's line; at the end, at no size, whether
   * distances have converged.
   */
  public static Recording.Table checks(Map<String, Campaign.Findings> byHead) {
    List<List<?>> rows = new ArrayList<>();
    byHead.forEach(
        (head, found) ->
            found
                .reports()
                .forEach(
                    (epsilon, report) -> {
                      Verdict verdict = report.verdict();
                      rows.add(
                          List.of(
                              head,
                              epsilon,
                              0,
                              "verdict",
                              verdict.trusted() ? "passed" : "failed",
                              verdict.robust(),
                              verdict.line()));
                      verdict.checks().forEach(check -> rows.add(row(head, epsilon, check)));
                    }));
    byHead.forEach(
        (head, found) ->
            found
                .converged()
                .forEach((name, of) -> rows.add(row(head, Double.NaN, of.check(name)))));
    return new Recording.Table(CHECKS, rows);
  }

  private static final List<String> CHECKS =
      List.of("head", "epsilon", "point", "check", "status", "number", "text");

  /** A row for each check of a test. */
  public static Recording.Table tests(Map<String, Map<Double, List<Verdict.Check>>> byHead) {
    List<List<?>> rows = new ArrayList<>();
    byHead.forEach(
        (head, found) ->
            found.forEach(
                (epsilon, checks) -> checks.forEach(check -> rows.add(row(head, epsilon, check)))));
    return new Recording.Table(CHECKS, rows);
  }

  private static List<?> row(String head, double epsilon, Verdict.Check check) {
    return List.of(
        head,
        cell(epsilon),
        check.point(),
        check.name(),
        check.status().name().toLowerCase(Locale.ROOT),
        cell(check.number()),
        check.text());
  }

  /**
   * Of attacks that look for the least distance, one row for each input that was fooled: the
   * distance, and the share of the right ones that are not fooled within it.
   */
  public static Recording.Table distances(Map<String, Campaign.Findings> byHead) {
    List<List<?>> rows = new ArrayList<>();
    byHead.forEach(
        (head, found) ->
            found.made().stream()
                .filter(made -> Double.isNaN(made.epsilon()))
                .forEach(
                    made -> {
                      long attacked = made.outcome().attacked();
                      List<Double> sorted =
                          made.outcome().rows().stream()
                              .filter(Outcome.Row::success)
                              .map(Outcome.Row::l2)
                              .sorted(Comparator.naturalOrder())
                              .toList();
                      for (int i = 0; i < sorted.size(); i++) {
                        double left = 1 - (i + 1.0) / attacked;
                        rows.add(List.of(head, made.attack(), sorted.get(i), left));
                      }
                    }));
    return new Recording.Table(List.of("head", "attack", "l2", "robust_of_right"), rows);
  }

  /**
   * Inputs that were fooled by the worst case at the largest size: as they were, as they are, and
   * half of the difference in units of that size around grey; pixel by pixel.
   *
   * @param example [height, width, channels]; of others there are no pictures
   * @param most inputs
   */
  public static Recording.Table pictures(Campaign.Findings found, Shape example, int most) {
    List<List<?>> rows = new ArrayList<>();
    List<Campaign.Made> bounded =
        found.made().stream().filter(one -> !Double.isNaN(one.epsilon())).toList();
    boolean images = example.numDimensions() == 3 && (example.get(2) == 1 || example.get(2) == 3);
    if (!bounded.isEmpty() && images) {
      double epsilon = bounded.stream().mapToDouble(Campaign.Made::epsilon).max().orElseThrow();
      Outcome worst =
          Outcome.worst(
              bounded.stream()
                  .filter(one -> one.epsilon() == epsilon)
                  .map(Campaign.Made::outcome)
                  .toList());
      int shown = 0;
      for (int i = 0; i < worst.count() && shown < most; i++) {
        if (worst.rows().get(i).success()) {
          picture(found.examples(), worst, i, example, epsilon, rows);
          shown++;
        }
      }
    }
    return new Recording.Table(List.of("row", "column", "x", "y", "r", "g", "b"), rows);
  }

  private static void picture(
      Examples clean, Outcome worst, int i, Shape example, double epsilon, List<List<?>> rows) {
    int channels = (int) example.get(2);
    int width = (int) example.get(1);
    int numbers = clean.numbers();
    String name = i + ": class " + clean.labels()[i];
    for (String column : List.of("original", "adversarial", "difference")) {
      for (int pixel = 0; pixel < numbers / channels; pixel++) {
        List<Object> row = new ArrayList<>(List.of(name, column, pixel % width, pixel / width));
        for (int c = 0; c < 3; c++) {
          int at = i * numbers + pixel * channels + Math.min(c, channels - 1);
          float before = clean.x()[at];
          float after = worst.x()[at];
          row.add(
              switch (column) {
                case "original" -> before;
                case "adversarial" -> after;
                default -> Math.max(0, Math.min(1, 0.5 + (after - before) / (2 * epsilon)));
              });
        }
        rows.add(row);
      }
    }
  }
}
