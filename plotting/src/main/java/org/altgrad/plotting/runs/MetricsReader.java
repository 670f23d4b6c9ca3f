package org.altgrad.plotting.runs;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.plotting.PlotException;

/** Reads {@code metrics.csv}. */
final class MetricsReader {
  static final String HEADER = "step,epoch,split,metric,model,value";

  /** Of older files, whose metrics may be {@code loss/model3}. */
  static final String WITHOUT_MODEL = "step,epoch,split,metric,value";

  private final Path file;
  private final Map<Metrics.Key, Rows> rows = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Object seal;
  private final Optional<FiledRows> filed;
  private String header;
  private EarlierMetrics earlier;

  private MetricsReader(Path file, Object seal, Optional<FiledRows> filed) {
    this.file = file;
    this.seal = seal;
    this.filed = filed;
  }

  /**
   * Reads a file. A last line without its end of line was cut short by a kill and is ignored with a
   * note, even where it looks whole: {@code 0.91} may be the start of {@code 0.9134}. Of several
   * rows for the same step, epoch, split and metric the last one wins, for a resumed run writes
   * again what it repeats.
   *
   * @param seal what the run's end says of the file; null if there was none
   */
  static Metrics read(Path file, Object seal) {
    return read(file, seal, Optional.empty());
  }

  /**
   * The same.
   *
   * @param filed what it begins with, where that is known
   */
  static Metrics read(Path file, Object seal, Optional<FiledRows> filed) {
    if (!Files.exists(file) && seal == null) {
      return new Metrics(Map.of(), List.of(file + ": no such file; the run has no metrics yet"));
    }
    return new MetricsReader(file, seal, filed).readAll();
  }

  private Metrics readAll() {
    String text = content();
    boolean others = filed.isPresent() && !filed.get().begin(text);
    if (others || seal != null && !seal.equals(Seal.ofText(text))) {
      throw new PlotException(
          file + ": is not what its run has written; put the run's own back, or leave the run out");
    }
    if (text.isEmpty()) {
      notes.add(file + ": is empty; the run has no metrics yet");
    }
    int end = text.lastIndexOf('\n') + 1;
    if (end < text.length()) {
      notes.add(file + ": the last line is cut short and was ignored");
    }
    earlier = EarlierMetrics.of(text);
    int number = 0;
    for (int start = 0; start < end; ) {
      int stop = text.indexOf('\n', start);
      int lineEnd = stop > start && text.charAt(stop - 1) == '\r' ? stop - 1 : stop;
      number++;
      if (number == 1) {
        header(text.substring(start, lineEnd));
      } else if (lineEnd > start) {
        row(text, start, lineEnd, number);
      }
      start = stop + 1;
    }
    Map<Metrics.Key, Metrics.Track> tracks = new LinkedHashMap<>();
    rows.forEach((key, r) -> tracks.put(key, r.track()));
    return new Metrics(java.util.Collections.unmodifiableMap(tracks), List.copyOf(notes));
  }

  private String content() {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new PlotException(file + ": not UTF-8 text", e);
    } catch (IOException e) {
      throw new PlotException(Durable.cannotRead(file, e), e);
    }
  }

  private void header(String line) {
    header = line;
    if (!List.of(HEADER, WITHOUT_MODEL).contains(line)) {
      throw error(1, "the header is '" + line + "', expected '" + HEADER + "'");
    }
  }

  private void row(String text, int start, int end, int number) {
    int wanted = header.equals(HEADER) ? 5 : 4;
    int[] comma = new int[wanted];
    int commas = 0;
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == ',') {
        if (commas < wanted) {
          comma[commas] = i;
        }
        commas++;
      }
    }
    if (commas != wanted) {
      throw error(number, (commas + 1) + " fields, expected the " + (wanted + 1) + " of " + header);
    }
    long step = whole(text.substring(start, comma[0]), "step", number);
    String epochText = text.substring(comma[0] + 1, comma[1]);
    int epoch = epochText.isBlank() ? -1 : (int) whole(epochText, "epoch", number);
    String split = text.substring(comma[1] + 1, comma[2]).strip();
    String metric = text.substring(comma[2] + 1, comma[3]).strip();
    if (metric.isEmpty()) {
      throw error(number, "the metric has no name");
    }
    metric = earlier.name(step, metric);
    double value = real(text.substring(comma[wanted - 1] + 1, end), number);
    Metrics.Key key = Metrics.Key.of(split, metric);
    if (wanted == 5 && comma[4] > comma[3] + 1) {
      int model = (int) whole(text.substring(comma[3] + 1, comma[4]), "model", number);
      key = new Metrics.Key(split, metric, OptionalInt.of(model));
    }
    rows.computeIfAbsent(key, k -> new Rows()).put(step, epoch, value);
  }

  private long whole(String text, String what, int line) {
    try {
      long value = Long.parseLong(text.strip());
      if (value >= 0 && (value <= Integer.MAX_VALUE || what.equals("step"))) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below with its place.
    }
    throw error(line, what + " '" + text + "' is not a whole number from 0");
  }

  private double real(String text, int line) {
    String plain = text.strip();
    switch (plain.toLowerCase(java.util.Locale.ROOT)) {
      case "nan":
        return Double.NaN;
      case "inf", "+inf", "infinity", "+infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        try {
          return Double.parseDouble(plain);
        } catch (NumberFormatException e) {
          throw error(line, "value '" + text + "' is not a number, NaN or Infinity");
        }
    }
  }

  private PlotException error(int line, String problem) {
    return new PlotException(file + ":" + line + ": " + problem);
  }

  /** The rows of one track while they are read. */
  private static final class Rows {
    private record Moment(long step, int epoch) {}

    private final Map<Moment, Integer> index = new HashMap<>();
    private long[] step = new long[16];
    private int[] epoch = new int[16];
    private double[] value = new double[16];
    private int size;

    void put(long newStep, int newEpoch, double newValue) {
      Integer known = index.putIfAbsent(new Moment(newStep, newEpoch), size);
      if (known != null) {
        value[known] = newValue;
        return;
      }
      if (size == step.length) {
        step = Arrays.copyOf(step, 2 * size);
        epoch = Arrays.copyOf(epoch, 2 * size);
        value = Arrays.copyOf(value, 2 * size);
      }
      step[size] = newStep;
      epoch[size] = newEpoch;
      value[size++] = newValue;
    }

    Metrics.Track track() {
      Integer[] order = new Integer[size];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, java.util.Comparator.comparingLong(i -> step[i]));
      long[] steps = new long[size];
      int[] epochs = new int[size];
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        steps[i] = step[order[i]];
        epochs[i] = epoch[order[i]];
        values[i] = value[order[i]];
      }
      return new Metrics.Track(steps, epochs, values);
    }
  }
}
