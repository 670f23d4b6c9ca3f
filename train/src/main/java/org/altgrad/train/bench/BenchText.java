package org.altgrad.train.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.altgrad.train.run.RunProvenance;

/** Measurements for people. */
public final class BenchText {
  /** With fewer clock ticks in a repeat a tick is a tenth of the figure. */
  private static final int FEW_TICKS = 10;

  private static final String TICK = " of 10 ms";
  private static final String QUOTE = "  <- the figure to quote";

  private final StringBuilder text = new StringBuilder();

  private BenchText() {}

  /** One measurement. */
  public static String of(BenchResult m) {
    BenchText shown = new BenchText();
    BenchResult.Workload workload = m.workload();
    shown.head(workload, null);
    shown.line("steps", steps(workload.steps()));
    boolean few = m.ticks() < FEW_TICKS;
    shown.line(
        "CPU time",
        spread(m.cpuMicros())
            + " a step"
            + parts(workload, m)
            + (few || workload.diverged().isPresent() ? "" : QUOTE));
    shown.warn("", workload.diverged());
    long more = moreSteps(m.cpuMicros(), m.wallMicros(), workload.steps().count());
    if (few) {
      shown.warn("a repeat", m.ticks(), more);
    }
    shown.line("wall time", spread(m.wallMicros()) + " a step");
    shown.line("examples", number(m.examplesPerSecond(), 0) + " a second");
    shown.line("arithmetic", arithmetic(m.arithmetic()));
    shown.line("roofline", roofline(m, more));
    shown.line("memory", memory(m.memory()));
    shown.line(
        "first step",
        number(m.firstStep().cpuSeconds(), 1)
            + " s of CPU, "
            + number(m.firstStep().wallSeconds(), 1)
            + " s after the start"
            + (workload.steps().perCall() == 1
                ? ""
                : ", at the end of its call of " + workload.steps().perCall()));
    return shown.text.toString();
  }

  /** Two sides that were measured in turn. */
  public static String of(BenchResult.Workload workload, Comparison compared) {
    BenchText shown = new BenchText();
    shown.head(workload, compared.name());
    List<Repeat> others = compared.othersRepeats();
    shown.line(
        "steps",
        steps(workload.steps())
            + (others.isEmpty() ? "" : "; " + others.get(0).steps() + " of the other"));
    shown.line(
        "CPU time",
        spread(compared.own())
            + (!compared.unit().equals(Repeat.STEP)
                ? " a " + compared.unit() + madeOf(", a step has ", workload, "")
                : " a step" + madeOf(" of ", workload, workload.part())));
    shown.line("of other", spread(compared.other()) + " per " + compared.unit());
    shown.warn("", workload.diverged());
    shown.warn(
        "the other ", others.stream().flatMap(repeat -> repeat.diverged().stream()).findFirst());
    shown.warn(compared.repeats(), others);
    shown.line("other/this", ratio(compared));
    return shown.text.toString();
  }

  private void head(BenchResult.Workload workload, String other) {
    line("experiment", workload.experiment() + "  " + String.join(" ", workload.overrides()));
    if (other != null) {
      line("other", other);
    }
    line("threads", workload.threads() + "  (" + RunProvenance.processor() + ")");
  }

  private void line(String head, String rest) {
    text.append(String.format("%-12s%s%n", head, rest));
  }

  private static String steps(BenchResult.Steps steps) {
    boolean more = steps.asked().isPresent() && steps.asked().getAsLong() != steps.count();
    return steps.count()
        + " in a repeat"
        + (steps.perCall() == 1 ? "" : ", in calls of " + steps.perCall())
        + (more ? ": whole calls, more than --steps=" + steps.asked().getAsLong() : "");
  }

  /** What a part of a step takes, if it has several. */
  private static String parts(BenchResult.Workload workload, BenchResult m) {
    if (workload.partsPerStep() == 1 || m.cpuMicros().median() == 0) {
      return "";
    }
    double part = m.cpuMicros().median() / workload.partsPerStep();
    return madeOf(" of ", workload, workload.part())
        + ", "
        + number(part, part < 100 ? 1 : 0)
        + " a "
        + workload.part();
  }

  private static String madeOf(String before, BenchResult.Workload workload, String part) {
    if (workload.partsPerStep() == 1) {
      return "";
    }
    String count =
        new BigDecimal(workload.partsPerStep())
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
    return before + count + (part.isEmpty() ? "" : " " + part + "s");
  }

  private void warn(String who, Optional<String> diverged) {
    diverged.ifPresent(
        when ->
            line(
                "",
                "WARNING: "
                    + who
                    + "diverged "
                    + when
                    + "; a run ends there, and what steps of such numbers cost need not be what"
                    + " training costs: give a configuration that trains"));
  }

  private void warn(List<Repeat> own, List<Repeat> others) {
    if (few(own)) {
      warn("a repeat", ticks(own), moreSteps(own, others));
    }
    if (few(others)) {
      warn("a repeat of the other", ticks(others), moreSteps(own, others));
    }
  }

  private static boolean few(List<Repeat> repeats) {
    return !repeats.isEmpty() && ticks(repeats) < FEW_TICKS;
  }

  private static double ticks(List<Repeat> repeats) {
    return BenchResult.Repeats.of(repeats, Repeat::ticks).median();
  }

  private void warn(String what, double ticks, long more) {
    line(
        "",
        "WARNING: "
            + what
            + " took "
            + (ticks < 1 ? "less than a clock tick" : several(Math.round(ticks), "clock tick"))
            + TICK
            + ", so figures of CPU time are no finer than that; give --steps="
            + more
            + " for a second");
  }

  /** How many steps take a second of either time. */
  private static long moreSteps(BenchResult.Repeats cpu, BenchResult.Repeats wall, long steps) {
    double micros = cpu.median() > 0 ? Math.min(cpu.median(), wall.median()) : wall.median();
    return Math.round(steps * Math.ceil(1e6 / (micros * steps)));
  }

  /** How many of the cheaper side's. */
  private static long moreSteps(List<Repeat> own, List<Repeat> others) {
    return Stream.of(own, others)
        .filter(repeats -> !repeats.isEmpty())
        .mapToLong(
            repeats ->
                moreSteps(
                    BenchResult.Repeats.of(repeats, Repeat::cpuMicros),
                    BenchResult.Repeats.of(repeats, Repeat::wallMicros),
                    repeats.get(0).steps()))
        .max()
        .orElseThrow();
  }

  private static String arithmetic(BenchResult.Arithmetic counted) {
    return (counted.gflop() > 0
            ? number(counted.gflop(), 4) + " GFLOP in products and "
            : "no products counted, and ")
        + number(counted.elements(), 2)
        + " million element operations a step"
        + (counted.uncounted() > 0
            ? " (" + several(counted.uncounted(), "node") + " not counted)"
            : "");
  }

  private static String roofline(BenchResult m, long more) {
    if (m.arithmetic().gflop() == 0) {
      return "n/a: no products were counted; those of a compiled kernel are not";
    }
    if (Double.isNaN(m.gflops())) {
      return "n/a: a repeat took less than a clock tick" + TICK + "; give --steps=" + more;
    }
    return (m.arithmetic().uncounted() > 0 ? "at least " : "")
        + number(100 * m.rooflineShare(), 1)
        + " %: "
        + number(m.gflops(), 2)
        + " of "
        + number(m.peakGflops(), 1)
        + " GFLOP per CPU second";
  }

  private static String memory(BenchResult.ProcessMemory memory) {
    if (memory.peakMb().isEmpty()) {
      return "n/a: this system does not tell it";
    }
    OptionalDouble per1000 = memory.growthMbPer1000();
    return number(memory.peakMb().getAsDouble(), 0)
        + " MB at most, "
        + change(memory.wholeGrowthMb())
        + " after "
        + several(memory.steps(), "step")
        + (per1000.isPresent()
            ? "; in the median repeat " + change(per1000.getAsDouble()) + " in 1000 steps"
            : " in "
                + several(memory.growthMb().size(), "repeat")
                + ", too few to tell how it goes on (--steps, --repeats)");
  }

  private static String change(double mb) {
    return number(Math.abs(mb), 2) + (mb < 0 ? " MB less" : " MB more");
  }

  private static String ratio(Comparison compared) {
    long unseen = compared.unseen();
    int pairs = compared.pairs().size();
    if (unseen > 0) {
      return "not measured: in "
          + (pairs == 1 ? "the only pair" : unseen + " of " + several(pairs, "pair"))
          + " a side took less than a clock tick"
          + TICK
          + "; give --steps="
          + moreSteps(compared.repeats(), compared.othersRepeats());
    }
    BenchResult.Repeats ratio = compared.ratio();
    return threeDigits(ratio.median())
        + " ("
        + threeDigits(ratio.min())
        + " .. "
        + threeDigits(ratio.max())
        + ") in "
        + several(pairs, "pair")
        + (few(compared.repeats()) || few(compared.othersRepeats()) || !compared.trained()
            ? "  <-"
            : QUOTE + ";")
        + " above 1 this is cheaper";
  }

  static String threeDigits(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_UP));
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.setScale(Math.max(0, 2 - exponent), RoundingMode.UNNECESSARY).toPlainString();
  }

  private static String spread(BenchResult.Repeats spread) {
    if (Double.isNaN(spread.median())) {
      return "n/a (this system does not tell it)";
    }
    if (spread.median() == 0) {
      return "n/a (less than a clock tick" + TICK + " in a repeat)";
    }
    int digits = spread.median() < 100 ? 1 : 0;
    return number(spread.median(), digits)
        + " us ("
        + number(spread.min(), digits)
        + " .. "
        + number(spread.max(), digits)
        + ")";
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String several(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
