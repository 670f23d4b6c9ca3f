package org.altgrad.train.search;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.altgrad.base.Require;
import org.altgrad.train.config.OverrideReader;
import org.altgrad.train.config.OverrideWriter;

/**
 * The law of one parameter. A value is a text as it stands to the right of an override's sign of
 * equality: choices as they were written, numbers in the fewest digits that read back as the same.
 */
public sealed interface Distribution {
  /** Whole numbers of more values than this are taken for a continuum where values are counted. */
  long MOST_VALUES = 100_000;

  /** The value below which the law has a share u of (0, 1). */
  String at(double u);

  /** How many values there are; none where they cannot be counted. */
  OptionalLong size();

  /** All values, in order; empty where they cannot be counted. */
  List<String> values();

  /**
   * Values that tell whether all are possible: each choice, or what is next to the ends of numbers.
   */
  List<String> ends();

  /**
   * Where a value lies in the law, in [0, 1]: the share of what is below it and half of its own.
   */
  double share(String value);

  /** Values one by one. */
  record Choice(List<String> texts, List<Double> weights) implements Distribution {
    /**
     * @param texts at least one
     * @param weights their probabilities; of sum one
     */
    public Choice {
      texts = List.copyOf(texts);
      weights = List.copyOf(weights);
      Require.that(!texts.isEmpty(), "values", "one or more", texts);
      Require.that(
          weights.size() == texts.size(),
          "probabilities",
          "as many as values (" + texts.size() + ")",
          weights.size());
      double sum = weights.stream().mapToDouble(w -> w).sum();
      Require.that(
          weights.stream().allMatch(w -> w > 0) && StrictMath.abs(sum - 1) < 1e-6,
          "probabilities",
          "positive numbers of sum 1",
          weights);
    }

    /** All alike. */
    public Choice(List<String> texts) {
      this(texts, Collections.nCopies(texts.size(), 1.0 / texts.size()));
    }

    /**
     * Each value once, the first of those that are the same for all of them.
     *
     * @param weights of all texts; of those that are the same their sum
     */
    static Choice of(Distinct<String> texts, List<Double> weights) {
      double[] sums = new double[texts.kept().size()];
      for (int i = 0; i < texts.places().size(); i++) {
        sums[texts.places().get(i)] += weights.get(i);
      }
      return new Choice(texts.kept(), DoubleStream.of(sums).boxed().toList());
    }

    /** Which of some texts are different values. */
    static Distinct<String> distinct(List<String> texts) {
      Function<String, Object> reading = OverrideReader.reading(texts);
      return Distinct.of(texts, text -> Optional.ofNullable(reading.apply(text)), text -> text);
    }

    @Override
    public String at(double u) {
      double sum = 0;
      for (int i = 0; i < texts.size() - 1; i++) {
        sum += weights.get(i);
        if (u < sum) {
          return texts.get(i);
        }
      }
      return texts.get(texts.size() - 1);
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(values().size());
    }

    @Override
    public List<String> values() {
      return texts.stream().distinct().toList();
    }

    @Override
    public List<String> ends() {
      return values();
    }

    @Override
    public double share(String value) {
      double sum = 0;
      for (int i = 0; i < texts.size(); i++) {
        if (texts.get(i).equals(value)) {
          return sum + weights.get(i) / 2;
        }
        sum += weights.get(i);
      }
      throw new IllegalArgumentException(value + " is none of " + texts);
    }
  }

  /** A law of numbers. */
  sealed interface Numeric extends Distribution {
    /** The numbers as they are searched. */
    Domain domain();

    /** The value that is nearest to a number. */
    String text(double number);

    /** The number that a value is. */
    default double number(String value) {
      return Double.parseDouble(value.replace("_", ""));
    }

    @Override
    default String at(double u) {
      return text(domain().number(domain().at(u)));
    }

    @Override
    default OptionalLong size() {
      return OptionalLong.empty();
    }

    @Override
    default List<String> values() {
      return List.of();
    }

    @Override
    default List<String> ends() {
      return domain().isBounded()
          ? Stream.of(0x1p-20, 1 - 0x1p-20).map(this::at).distinct().toList()
          : List.of();
    }

    @Override
    default double share(String value) {
      return domain().share(domain().place(number(value)));
    }
  }

  /** All reals of [low, high] alike. */
  record Uniform(double low, double high) implements Numeric {
    public Uniform {
      requireRange(low, high);
    }

    @Override
    public Domain domain() {
      return Domain.bounded(low, high, 0, false);
    }

    @Override
    public String text(double number) {
      return real(StrictMath.min(StrictMath.max(number, low), high));
    }
  }

  /** Reals of [low, high] whose logarithms are alike. */
  record LogUniform(double low, double high) implements Numeric {
    public LogUniform {
      Require.positive("min", low);
      requireRange(low, high);
    }

    @Override
    public Domain domain() {
      return Domain.bounded(StrictMath.log(low), StrictMath.log(high), 0, true);
    }

    @Override
    public String text(double number) {
      return real(StrictMath.min(StrictMath.max(number, low), high));
    }
  }

  /** Normal. */
  record Normal(double mean, double sd) implements Numeric {
    public Normal {
      requireNormal(mean, sd);
    }

    @Override
    public Domain domain() {
      return Domain.normal(mean, sd, 0, false);
    }

    @Override
    public String text(double number) {
      return real(number);
    }
  }

  /** Positive reals whose logarithms are normal. */
  record LogNormal(double mean, double sd) implements Numeric {
    public LogNormal {
      requireNormal(mean, sd);
    }

    @Override
    public Domain domain() {
      return Domain.normal(mean, sd, 0, true);
    }

    @Override
    public String text(double number) {
      return real(number);
    }
  }

  /** The whole numbers low, low + step, … up to high; with log their logarithms are alike. */
  record IntegerUniform(long low, long high, long step, boolean log) implements Numeric {
    public IntegerUniform {
      Require.that(low <= high, "max", "at least min (" + low + ")", high);
      Require.atLeast("step", step, 1);
      if (log) {
        Require.atLeast("min", low, 1);
      }
    }

    private long last() {
      return low + (high - low) / step * step;
    }

    @Override
    public Domain domain() {
      double half = step / 2.0;
      // Steps are not even in logarithms: the domain has none, and values are rounded.
      return log
          ? Domain.bounded(
              StrictMath.log(StrictMath.max(low - half, low / 2.0)),
              StrictMath.log(last() + half),
              0,
              true)
          : Domain.bounded(low, last(), step, false);
    }

    @Override
    public String text(double number) {
      double steps = StrictMath.rint((number - low) / step);
      long value = low + (long) StrictMath.max(steps, 0) * step;
      return Long.toString(StrictMath.min(value, last()));
    }

    @Override
    public OptionalLong size() {
      long size = (last() - low) / step + 1;
      return size <= MOST_VALUES ? OptionalLong.of(size) : OptionalLong.empty();
    }

    @Override
    public List<String> values() {
      List<String> values = new ArrayList<>();
      for (long i = 0; i < size().orElse(0); i++) {
        values.add(Long.toString(low + i * step));
      }
      return values;
    }
  }

  /**
   * Another law, rounded to multiples of a number; of a whole number they are whole numbers.
   *
   * @param of with reals
   */
  record Quantised(Numeric of, double q) implements Numeric {
    public Quantised {
      Require.positive("q", q);
      Require.that(
          !(of instanceof Quantised || of instanceof IntegerUniform), "q", "of a law of reals", of);
    }

    private double rounded(double number) {
      return StrictMath.rint(number / q) * q;
    }

    @Override
    public Domain domain() {
      Domain domain = of.domain();
      if (domain.log()) {
        return domain;
      }
      return domain.isBounded()
          ? Domain.bounded(rounded(domain.low()), rounded(domain.high()), q, false)
          : Domain.normal(domain.mean(), domain.scale(), q, false);
    }

    @Override
    public String at(double u) {
      return text(of.number(of.at(u)));
    }

    @Override
    public double number(String value) {
      double number = Numeric.super.number(value);
      // what is rounded to 0 has no logarithm
      return of.domain().log() ? StrictMath.max(number, q / 2) : number;
    }

    @Override
    public String text(double number) {
      // in decimals, for 3 * 0.1 is not 0.3
      BigDecimal steps = new BigDecimal(StrictMath.rint(number / q));
      BigDecimal value = steps.multiply(BigDecimal.valueOf(q));
      boolean whole = q == StrictMath.rint(q); // for settings of whole numbers
      return whole ? value.toBigInteger().toString() : real(value.doubleValue());
    }

    @Override
    public OptionalLong size() {
      if (!of.domain().isBounded()) {
        return OptionalLong.empty();
      }
      double size = StrictMath.rint((last() - first()) / q) + 1;
      return size <= MOST_VALUES ? OptionalLong.of((long) size) : OptionalLong.empty();
    }

    @Override
    public List<String> values() {
      List<String> values = new ArrayList<>();
      for (long i = 0; i < size().orElse(0); i++) {
        values.add(text(first() + i * q));
      }
      return values;
    }

    private double first() {
      return rounded(of.domain().number(of.domain().low()));
    }

    private double last() {
      return rounded(of.domain().number(of.domain().high()));
    }
  }

  private static String real(double value) {
    return OverrideWriter.plain(value);
  }

  private static void requireRange(double low, double high) {
    Require.finite("min", low);
    Require.finite("max", high);
    Require.that(low <= high, "max", "at least min (" + low + ")", high);
  }

  private static void requireNormal(double mean, double sd) {
    Require.finite("mu", mean);
    Require.positive("sigma", sd);
  }
}
