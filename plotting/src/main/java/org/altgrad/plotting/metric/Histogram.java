package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Labels;
import org.altgrad.plotting.kind.Measured;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** Distributions as bars of equal bins that all samples share. */
public final class Histogram {
  private Histogram() {}

  /**
   * One sample.
   *
   * @param name its name
   * @param values its values; those that are not finite are left out
   */
  public record Sample(String name, double[] values) {}

  /**
   * Counts in equal bins.
   *
   * @param values what is counted
   * @param low lower end of the first bin
   * @param high upper end of the last bin, which is part of it
   * @param bins number of bins
   */
  static double[] counts(double[] values, double low, double high, int bins) {
    double[] counts = new double[bins];
    for (double value : values) {
      if (value >= low && value <= high) {
        counts[Math.min(bins - 1, (int) ((value - low) / (high - low) * bins))]++;
      }
    }
    return counts;
  }

  /**
   * A panel with the share of each sample's values in each bin.
   *
   * @param title text above; empty for none
   * @param xLabel what the values are, with the unit
   * @param samples the samples; each gets its colour in turn
   * @param bins number of bins over the range of all samples
   */
  public static XyPanel panel(String title, String xLabel, List<Sample> samples, int bins) {
    double[] all =
        samples.stream()
            .flatMapToDouble(sample -> Arrays.stream(sample.values()))
            .filter(Double::isFinite)
            .toArray();
    if (all.length == 0) {
      throw new PlotException("no finite values of '" + xLabel + "' for a histogram");
    }
    double low = Arrays.stream(all).min().orElseThrow();
    double high = Arrays.stream(all).max().orElseThrow();
    if (low == high) {
      low -= 0.5;
      high += 0.5;
    }
    double width = (high - low) / bins;
    double[] centres = new double[bins];
    for (int i = 0; i < bins; i++) {
      centres[i] = low + (i + 0.5) * width;
    }
    double[] none = new double[bins];
    Arrays.fill(none, Double.NaN);
    List<Layer> layers = new ArrayList<>();
    for (Sample sample : samples) {
      double[] shares = counts(sample.values(), low, high, bins);
      double total = Math.max(1, Arrays.stream(shares).sum());
      Arrays.setAll(shares, i -> shares[i] / total);
      Pen pen = Pen.of(Style.color(layers.size()));
      layers.add(
          new Columns(sample.name(), pen, centres, shares, none, none, width, samples.size() > 1));
    }
    return new XyPanel(title, Axis.linear(xLabel), Axis.linear("share of values"), layers);
  }

  /** The legend of samples. */
  public static List<Legend.Entry> legend(List<Sample> samples) {
    List<Legend.Entry> entries = new ArrayList<>();
    for (Sample sample : samples) {
      Pen pen = Pen.of(Style.color(entries.size()));
      entries.add(Legend.Entry.area(sample.name(), pen));
    }
    return samples.size() > 1 ? entries : List.of();
  }

  /** What can be said about it. */
  record Options(
      Measured measured,
      @Option("keys that form the groups; default: those that differ; none: one group")
          List<String> by,
      @Option(value = "number of bins", fallback = "20", min = 1, max = 1000) int bins,
      @Option("texts in place of names, of groups too, as accuracy=Accuracy (%)") Labels labels,
      Size size) {}

  static Figure draw(RunSet runs, Options options) {
    List<Sample> samples = new ArrayList<>();
    List<String> by = Choices.by(runs, options.by());
    runs.groupBy(by)
        .forEach(
            (group, members) ->
                samples.add(
                    new Sample(
                        options.measured().label(runs, group, members, options.labels()),
                        options.measured().values(runs, members))));
    String split = options.measured().key(runs).split();
    String label = options.measured().spec(runs).label(options.labels(), split);
    List<String> beside = Choices.beside(runs, by);
    List<Legend.Entry> legend = new ArrayList<>(legend(samples));
    legend.addAll(Choices.remarks(beside));
    XyPanel panel = panel("", label, samples, options.bins());
    return options.size().figure(panel, legend).withNotes(beside);
  }
}
