package org.altgrad.plotting.kind;

import java.util.List;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.Statistics;

/** The interval that a band or an error bar shows. */
public enum Spreads {
  CI95,
  SD,
  SE,
  NONE;

  /** What it is, for legends. */
  public String words() {
    return switch (this) {
      case CI95 -> "95 % interval of the mean (t)";
      case SD -> "standard deviation";
      case SE -> "standard error";
      case NONE -> "";
    };
  }

  /** The entry of a legend that says what an error bar is. */
  public Legend.Entry whisker() {
    return Legend.Entry.whisker(words(), Pen.of(Style.INK));
  }

  /** The entry of a legend that says what a band is. */
  public Legend.Entry entry() {
    return Legend.Entry.area(words(), Pen.of(Style.translucent(Style.INK, 60)));
  }

  public double lower(Statistics s) {
    return switch (this) {
      case CI95 -> s.lower();
      case SD -> s.mean() - s.sd();
      case SE -> s.mean() - s.se();
      case NONE -> Double.NaN;
    };
  }

  public double upper(Statistics s) {
    return switch (this) {
      case CI95 -> s.upper();
      case SD -> s.mean() + s.sd();
      case SE -> s.mean() + s.se();
      case NONE -> Double.NaN;
    };
  }

  public double[] lower(List<Statistics> all) {
    return all.stream().mapToDouble(this::lower).toArray();
  }

  public double[] upper(List<Statistics> all) {
    return all.stream().mapToDouble(this::upper).toArray();
  }
}
