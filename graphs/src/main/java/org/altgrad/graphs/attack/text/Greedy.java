package org.altgrad.graphs.attack.text;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Goes once through places of a text: at each, asks for all candidates in one call and keeps the
 * best of them if it is better than the text so far; ends as soon as the classifier errs.
 *
 * @param order places, each visited once
 * @param candidates what the text so far may become by a change at a place, best first among equals
 */
record Greedy(
    Start start, List<Integer> order, BiFunction<Words, Integer, List<Words>> candidates) {

  /** Places by falling score, equals in the order in which they are given. */
  static List<Integer> byScore(List<Integer> places, double[] scores) {
    Integer[] ranks = new Integer[scores.length];
    Arrays.setAll(ranks, k -> k);
    Arrays.sort(ranks, Comparator.comparingDouble(k -> -scores[k]));
    return Arrays.stream(ranks).map(places::get).toList();
  }

  static List<String> texts(List<Words> candidates) {
    return candidates.stream().map(Words::text).toList();
  }

  Move begin() {
    return visit(0, start.words(), start.score());
  }

  private Move visit(int from, Words current, double score) {
    for (int at = from; at < order.size(); at++) {
      // A word may have been pushed beyond what is read.
      List<Words> tried =
          start.reads(current, order.get(at))
              ? candidates.apply(current, order.get(at))
              : List.of();
      if (!tried.isEmpty()) {
        int next = at + 1;
        return new Move.Ask(texts(tried), answers -> keep(next, current, score, tried, answers));
      }
    }
    return new Move.Done(TextOutcome.Status.FAILED, current, score);
  }

  private Move keep(int next, Words current, double score, List<Words> tried, double[][] answers) {
    int best = best(start, answers);
    double reached = start.score(answers[best]);
    if (!(reached > score)) {
      return visit(next, current, score);
    }
    return start.wrong(answers[best])
        ? new Move.Done(TextOutcome.Status.SUCCEEDED, tried.get(best), reached)
        : visit(next, tried.get(best), reached);
  }

  /** The first of the answers with the highest score. */
  static int best(Start start, double[][] answers) {
    int best = 0;
    for (int k = 1; k < answers.length; k++) {
      best = start.score(answers[k]) > start.score(answers[best]) ? k : best;
    }
    return best;
  }
}
