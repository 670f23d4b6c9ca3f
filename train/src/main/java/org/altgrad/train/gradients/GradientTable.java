package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.altgrad.plotting.summary.TextTable;

/** Measurements as tables. */
public final class GradientTable {
  private static final List<String> COLUMNS =
      List.of(
          "network",
          "parameters",
          "batch",
          "truth",
          "truth_error",
          "estimator",
          "against",
          "part",
          "unbiased",
          "draws",
          "bias",
          "bias_se",
          "bias_low",
          "bias_high",
          "bias_z",
          "variance",
          "snr",
          "cosine",
          "ratio",
          "cpu_us",
          "cost");

  private GradientTable() {}

  /** All digits, one row for each network and estimator. */
  public static TextTable exact(List<Measurement> measurements) {
    List<List<String>> rows = new ArrayList<>();
    for (Measurement m : measurements) {
      for (Quality q : m.estimators()) {
        Measurement.Truth truth = m.truths().get(q.against().reference());
        rows.add(
            List.of(
                m.network(),
                Integer.toString(m.parameters()),
                Integer.toString(m.batch()),
                truth.kind(),
                Double.toString(truth.error()),
                q.label(),
                q.against().reference(),
                q.against().part(),
                Boolean.toString(q.unbiased()),
                Long.toString(q.draws()),
                Double.toString(q.bias().value()),
                Double.toString(q.bias().error()),
                Double.toString(q.bias().low()),
                Double.toString(q.bias().high()),
                Double.toString(q.bias().z()),
                Double.toString(q.variance()),
                Double.toString(q.signalToNoise()),
                Double.toString(q.cosine()),
                Double.toString(q.ratio()),
                Double.toString(q.cpuMicros()),
                Double.toString(q.cost() / m.leastCost())));
      }
    }
    return new TextTable(COLUMNS, rows);
  }

  /** For people, one network. */
  public static TextTable rounded(Measurement m) {
    List<List<String>> rows = new ArrayList<>();
    for (Quality q : m.estimators()) {
      rows.add(
          List.of(
              q.label(),
              q.against().reference(),
              q.against().part(),
              q.unbiased() ? "yes" : "no",
              digits(q.bias().value()),
              digits(q.bias().error()),
              String.format(Locale.ROOT, "%.1f", q.bias().z()),
              digits(q.variance()),
              digits(q.signalToNoise()),
              String.format(Locale.ROOT, "%.3f", q.cosine()),
              digits(q.ratio()),
              String.format(Locale.ROOT, "%.0f", q.cpuMicros()),
              digits(q.cost() / m.leastCost())));
    }
    return new TextTable(
        List.of(
            "estimator",
            "against",
            "part",
            "unbiased",
            "bias",
            "bias se",
            "bias z",
            "variance",
            "SNR",
            "cosine",
            "ratio",
            "CPU us",
            "var x time"),
        rows);
  }

  /** What a table is of. */
  public static String heading(Measurement m) {
    return m.network()
        + ": "
        + m.parameters()
        + " parameters, batch "
        + m.batch()
        + ", "
        + m.estimators().get(0).draws()
        + " draws; "
        + String.join(", ", m.truths().values().stream().map(Measurement.Truth::text).toList());
  }

  /** What the columns mean. */
  public static String legend() {
    return """
    bias        length of (mean estimate - true gradient) over that of the true gradient, free of noise
    bias z      its square in standard errors (jackknife over 25 blocks); above 4.5 it is real
    variance    summed over the parameters, times the batch: that of one example
    SNR         length of the true gradient over the root of the variance of an estimate
    cosine      mean, between one estimate and the true gradient
    ratio       root mean square length of an estimate over that of the true gradient
    CPU us      processor time of one estimate: all threads of the process, forward pass to gradient
    var x time  over that of the best estimator that says to be unbiased
    """;
  }

  /** Three digits that count. */
  private static String digits(double value) {
    if (!Double.isFinite(value)) {
      return "NaN";
    }
    double size = Math.abs(value);
    if (size == 0 || size >= 1e-3 && size < 1e6) {
      int decimals = size == 0 ? 0 : Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
      return String.format(Locale.ROOT, "%." + Math.min(4, decimals) + "f", value);
    }
    return String.format(Locale.ROOT, "%.1e", value);
  }
}
