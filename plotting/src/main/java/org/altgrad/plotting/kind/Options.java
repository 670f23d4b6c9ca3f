package org.altgrad.plotting.kind;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.panel.Panel;

/**
 * The options of one figure, complete with their defaults.
 *
 * @param figure the name of the figure, for messages
 * @param values text by name
 */
public record Options(String figure, Map<String, String> values) {

  /** The text of an option, stripped. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(figure + " declares no option " + name);
    }
    return value.strip();
  }

  /** Whether an option has any text. */
  public boolean given(String name) {
    return !text(name).isEmpty();
  }

  /** The parts of a list between commas, none if empty. */
  public List<String> list(String name) {
    return Arrays.stream(text(name).split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name) {
    return choice(name, "true", "false").equals("true");
  }

  /** One of some words. */
  public String choice(String name, String... words) {
    String value = text(name);
    if (!Arrays.asList(words).contains(value)) {
      throw wrong(name, "one of " + String.join(", ", words));
    }
    return value;
  }

  /** A whole number within bounds. */
  public int whole(String name, int min, int max) {
    try {
      int value = Integer.parseInt(text(name));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw wrong(name, "a whole number from " + min + " to " + max);
  }

  /** A number; NaN if empty. */
  public double number(String name) {
    try {
      return given(name) ? Double.parseDouble(text(name)) : Double.NaN;
    } catch (NumberFormatException e) {
      throw wrong(name, "a number");
    }
  }

  /** Pairs {@code key=text} between commas. */
  public Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : list(name)) {
      int equals = part.lastIndexOf('=');
      if (equals <= 0) {
        throw wrong(name, "pairs such as accuracy=Test accuracy, with commas between them");
      }
      pairs.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
    return pairs;
  }

  /** A figure of the size and with the title that the options say. */
  public Figure figure(List<List<Panel>> rows, List<Legend.Entry> legend) {
    return new Figure(
        text("title"), rows, legend, whole("width", 120, 4000), whole("height", 100, 4000));
  }

  private PlotException wrong(String name, String right) {
    return new PlotException(
        figure + ": option " + name + " is '" + values.get(name) + "'; right is " + right);
  }
}
