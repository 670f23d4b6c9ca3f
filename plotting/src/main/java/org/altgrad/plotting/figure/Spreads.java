package org.altgrad.plotting.figure;

import java.util.List;
import org.altgrad.plotting.summary.Statistics;

/** The interval that a band or an error bar shows. */
enum Spreads {
  CI95,
  SD,
  SE,
  NONE;

  static Spreads named(String name) {
    return valueOf(name.toUpperCase(java.util.Locale.ROOT));
  }

  /** What it is, for legends. */
  String words() {
    return switch (this) {
      case CI95 -> "95 % interval of the mean";
      case SD -> "standard deviation";
      case SE -> "standard error";
      case NONE -> "";
    };
  }

  /** The entry of a legend that says what a band or an error bar is. */
  Legend.Entry entry() {
    return Legend.Entry.area(words(), Pen.of(Style.translucent(Style.INK, 60)));
  }

  double lower(Statistics s) {
    return switch (this) {
      case CI95 -> s.lower();
      case SD -> s.mean() - s.sd();
      case SE -> s.mean() - s.se();
      case NONE -> Double.NaN;
    };
  }

  double upper(Statistics s) {
    return switch (this) {
      case CI95 -> s.upper();
      case SD -> s.mean() + s.sd();
      case SE -> s.mean() + s.se();
      case NONE -> Double.NaN;
    };
  }

  double[] lower(List<Statistics> all) {
    return all.stream().mapToDouble(this::lower).toArray();
  }

  double[] upper(List<Statistics> all) {
    return all.stream().mapToDouble(this::upper).toArray();
  }
}
