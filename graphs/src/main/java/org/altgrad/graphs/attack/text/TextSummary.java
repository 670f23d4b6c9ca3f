package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.altgrad.graphs.program.Recording;

/**
 * What became of the attacks on some texts. A mean of nothing is NaN.
 *
 * @param texts how many, skipped ones among them
 * @param originalAccuracy share of the texts that were classified rightly before
 * @param accuracyUnderAttack share of the texts that still are
 * @param successRate share of the texts attacked, without the skipped ones, that are not
 * @param wordsChanged mean share of the words that successful attacks changed, in percent
 * @param queries mean over the texts that were not skipped
 * @param gradients mean over the texts that were not skipped
 */
public record TextSummary(
    int texts,
    double originalAccuracy,
    double accuracyUnderAttack,
    double successRate,
    double wordsChanged,
    double queries,
    double gradients) {
  private static final Predicate<TextOutcome> SUCCEEDED =
      outcome -> outcome.status() == TextOutcome.Status.SUCCEEDED;
  private static final Predicate<TextOutcome> FAILED =
      outcome -> outcome.status() == TextOutcome.Status.FAILED;

  public static TextSummary of(List<TextOutcome> outcomes) {
    List<TextOutcome> attacked = outcomes.stream().filter(SUCCEEDED.or(FAILED)).toList();
    return new TextSummary(
        outcomes.size(),
        mean(outcomes.stream(), o -> SUCCEEDED.or(FAILED).test(o) ? 1 : 0),
        mean(outcomes.stream(), o -> FAILED.test(o) ? 1 : 0),
        mean(attacked.stream(), o -> SUCCEEDED.test(o) ? 1 : 0),
        mean(attacked.stream().filter(SUCCEEDED), TextOutcome::wordsChanged),
        mean(attacked.stream(), TextOutcome::queries),
        mean(attacked.stream(), TextOutcome::gradients));
  }

  private static double mean(Stream<TextOutcome> outcomes, ToDoubleFunction<TextOutcome> value) {
    return outcomes.mapToDouble(value).average().orElse(Double.NaN);
  }

  /** The texts before and after, one a row, with the words in double brackets that were changed. */
  public static Recording.Table table(List<TextOutcome> outcomes) {
    List<List<?>> rows = new ArrayList<>();
    for (TextOutcome outcome : outcomes) {
      rows.add(
          List.of(
              rows.size(),
              outcome.label(),
              outcome.status().name().toLowerCase(Locale.ROOT),
              outcome.before(),
              outcome.after(),
              outcome.wordsChanged(),
              outcome.queries(),
              outcome.gradients(),
              outcome.markedOriginal(),
              outcome.markedPerturbed()));
    }
    return new Recording.Table(
        List.of(
            "text",
            "label",
            "status",
            "before",
            "after",
            "words_changed",
            "queries",
            "gradients",
            "original",
            "perturbed"),
        rows);
  }
}
