package org.altgrad.graphs.attack;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.altgrad.base.Require;

/**
 * What an adversary may do to an input.
 *
 * @param norm how perturbations are measured, in units in which each channel's range is 1
 * @param epsilon the largest size of one
 * @param lo the least value of an input's numbers: one for all, or one for each channel, which is
 *     the last axis
 * @param hi the greatest value, as many
 */
public record ThreatModel(LpNorm norm, double epsilon, List<Double> lo, List<Double> hi) {
  public ThreatModel {
    Require.given("norm", norm);
    Require.notNegative("epsilon", epsilon);
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
    Require.that(!lo.isEmpty(), "lo", "one number, or one for each channel", lo);
    Require.that(hi.size() == lo.size(), "hi", "as many numbers as lo (" + lo.size() + ")", hi);
    for (int i = 0; i < lo.size(); i++) {
      Require.finite("lo", lo.get(i));
      Require.that(hi.get(i) > lo.get(i), "hi", "above lo (" + lo + ")", hi);
    }
  }

  /** Inputs in [0, 1]. */
  public ThreatModel(LpNorm norm, double epsilon) {
    this(norm, epsilon, List.of(0.0), List.of(1.0));
  }

  /** The same with perturbations of another size. */
  public ThreatModel within(double other) {
    return new ThreatModel(norm, other, lo, hi);
  }

  /** Whether inputs are in [0, 1]. */
  boolean unit() {
    return lo.equals(List.of(0.0)) && hi.equals(List.of(1.0));
  }

  /** The least value of each of an example's numbers. */
  double[] least(int numbers) {
    return each(lo, numbers);
  }

  /** How far the values of each of an example's numbers reach. */
  double[] range(int numbers) {
    double[] most = each(hi, numbers);
    double[] least = least(numbers);
    for (int i = 0; i < numbers; i++) {
      most[i] -= least[i];
    }
    return most;
  }

  private static double[] each(List<Double> channels, int numbers) {
    int period = channels.size();
    Require.that(
        numbers % period == 0,
        "lo",
        "one number, or one for each channel of an example of " + numbers + " numbers",
        channels);
    return DoubleStream.iterate(0, i -> i < numbers, i -> i + 1)
        .map(i -> channels.get((int) i % period))
        .toArray();
  }

  /** For people: {@code linf, epsilon 0.0314 (8/255), box [0, 1]}. */
  @Override
  public String toString() {
    String box =
        lo.size() == 1
            ? "[" + Digits.plain(lo.get(0)) + ", " + Digits.plain(hi.get(0)) + "]"
            : "of " + lo.size() + " channels";
    return String.format(
        "%s, epsilon %s (%s), box %s",
        norm.name().toLowerCase(Locale.ROOT), Digits.plain(epsilon), inLevels(), box);
  }

  /** Epsilon as a share of the 255 steps between an image's values. */
  public String inLevels() {
    return Digits.plain(epsilon * 255) + "/255";
  }
}
