package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What an attack came to, input by input.
 *
 * @param x what was found, one after the other; the clean input where nothing was
 * @param rows of each input
 */
public record Outcome(float[] x, List<Row> rows) {
  public Outcome {
    rows = List.copyOf(rows);
  }

  /**
   * Of an input.
   *
   * @param right whether the classifier has the clean input right
   * @param attacked whether it was attacked: right, and not of the target's class
   * @param success whether what was found is adversarial, by a pass of its own
   * @param l2 Euclidean distance to the clean input, each number in units of its range
   * @param linf largest distance of a number, likewise
   * @param effort what it took
   */
  public record Row(
      boolean right, boolean attacked, boolean success, double l2, double linf, Effort effort) {
    Row failed() {
      return new Row(right, attacked, false, 0, 0, effort);
    }
  }

  /**
   * What an attack on an input took.
   *
   * @param queries passes forward
   * @param gradients passes backward
   * @param flat share of entries of the first gradient that are 0
   * @param onPath whether the attack has seen a point that is adversarial, as far as it looks
   * @param losses what the attack makes large: at the start, and the largest so far after each of
   *     the last eleven looks
   */
  public record Effort(
      double queries, double gradients, double flat, boolean onPath, List<Double> losses) {

    /** By how much of all that it has risen the loss rose in the last ten looks. */
    public double lastRise() {
      double start = losses.get(0);
      double end = losses.get(losses.size() - 1);
      return end > start ? (end - losses.get(1)) / (end - start) : 0;
    }
  }

  /** From what the graph returns. */
  static Outcome of(float[] x, float[] table, int count) {
    int width = table.length / count;
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = i * width;
      List<Double> losses =
          IntStream.range(at + 9, at + width).mapToObj(j -> (double) table[j]).toList();
      rows.add(
          new Row(
              table[at] > 0.5,
              table[at + 1] > 0.5,
              table[at + 2] > 0.5,
              table[at + 3],
              table[at + 4],
              new Effort(
                  table[at + 5], table[at + 6], table[at + 7], table[at + 8] > 0.5, losses)));
    }
    return new Outcome(x, rows);
  }

  /** Outcomes of one attack on different inputs, one after the other. */
  public static Outcome joined(List<Outcome> parts) {
    float[] x = new float[parts.stream().mapToInt(part -> part.x.length).sum()];
    List<Row> rows = new ArrayList<>();
    int at = 0;
    for (Outcome part : parts) {
      System.arraycopy(part.x, 0, x, at, part.x.length);
      at += part.x.length;
      rows.addAll(part.rows);
    }
    return new Outcome(x, rows);
  }

  /**
   * The worst case of several attacks on the same inputs: for each the first that succeeds, with
   * the effort of all.
   */
  public static Outcome worst(List<Outcome> attacks) {
    Require.atLeast("attacks", attacks.size(), 1);
    Outcome first = attacks.get(0);
    int numbers = first.x.length / first.count();
    float[] x = first.x.clone();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < first.count(); i++) {
      int row = i;
      Outcome worst =
          attacks.stream().filter(a -> a.rows.get(row).success()).findFirst().orElse(first);
      System.arraycopy(worst.x, i * numbers, x, i * numbers, numbers);
      Row own = worst.rows.get(i);
      List<Effort> efforts = attacks.stream().map(a -> a.rows.get(row).effort()).toList();
      rows.add(
          new Row(
              own.right(),
              own.attacked(),
              own.success(),
              own.l2(),
              own.linf(),
              new Effort(
                  efforts.stream().mapToDouble(Effort::queries).sum(),
                  efforts.stream().mapToDouble(Effort::gradients).sum(),
                  own.effort().flat(),
                  efforts.stream().anyMatch(Effort::onPath),
                  own.effort().losses())));
    }
    return new Outcome(x, rows);
  }

  /**
   * Of which only successes within a threat model's bounds count; the rest have failed.
   *
   * @param clean what was attacked
   */
  public Outcome within(ThreatModel threat, Examples clean) {
    double most = threat.epsilon() * 1.0001 + 1e-6;
    int numbers = clean.numbers();
    float[] kept = x.clone();
    List<Row> judged = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      Row row = rows.get(i);
      boolean inside = (threat.norm() == LpNorm.LINF ? row.linf() : row.l2()) <= most;
      judged.add(inside ? row : row.failed());
      if (!inside) {
        System.arraycopy(clean.x(), i * numbers, kept, i * numbers, numbers);
      }
    }
    return new Outcome(kept, judged);
  }

  /** Of the first so many inputs. */
  Outcome first(int count) {
    return new Outcome(Arrays.copyOf(x, x.length / rows.size() * count), rows.subList(0, count));
  }

  public int count() {
    return rows.size();
  }

  /** Share of inputs that the classifier has right. */
  public double clean() {
    return mean(row -> row.right() ? 1 : 0);
  }

  /** Inputs that were attacked. */
  public long attacked() {
    return rows.stream().filter(Row::attacked).count();
  }

  public long successes() {
    return rows.stream().filter(Row::success).count();
  }

  /** Share of the attacked inputs that it fooled; 0 if none was attacked. */
  public double successRate() {
    return attacked() == 0 ? 0 : (double) successes() / attacked();
  }

  /** Share of the attacked inputs, which were right, that it did not fool. */
  public double robustOfRight() {
    return 1 - successRate();
  }

  /** Share of all inputs that are right and that it did not fool. */
  public double robustOfAll() {
    return mean(row -> row.right() && !row.success() ? 1 : 0);
  }

  /** Median of a distance over the successes; NaN if there is none. */
  public double median(ToDoubleFunction<Row> distance) {
    double[] values = successful(distance);
    return values.length == 0 ? Double.NaN : StatUtils.percentile(values, 50);
  }

  private double[] successful(ToDoubleFunction<Row> distance) {
    return rows.stream().filter(Row::success).mapToDouble(distance).toArray();
  }

  /** Mean over all inputs. */
  public double mean(ToDoubleFunction<Row> number) {
    return rows.stream().mapToDouble(number).average().orElse(Double.NaN);
  }

  /** Mean over the inputs that were attacked; NaN if none was. */
  public double meanOfAttacked(ToDoubleFunction<Row> number) {
    return rows.stream().filter(Row::attacked).mapToDouble(number).average().orElse(Double.NaN);
  }
}
