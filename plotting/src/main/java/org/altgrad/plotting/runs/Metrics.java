package org.altgrad.plotting.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The metrics of one run.
 *
 * @param tracks one track for each metric and split, in the order of their first appearance
 * @param notes what the reader had to forgive, one sentence each
 */
public record Metrics(Map<Key, Track> tracks, List<String> notes) {

  /**
   * What one track measures.
   *
   * @param split the split of the data, such as {@code test}
   * @param metric the metric's name
   * @param model number of one of the networks trained side by side; empty for the mean over them
   *     and for the only one
   */
  public record Key(String split, String metric, OptionalInt model) {
    private static final Pattern NAME = Pattern.compile("(.+)/model([0-9]{1,9})");

    /**
     * A metric as people ask for it and as files without the column {@code model} name it.
     *
     * @param name of the metric; that of one network is {@code loss/model3}
     */
    public static Key of(String split, String name) {
      Matcher one = NAME.matcher(name);
      return one.matches()
          ? new Key(split, one.group(1), OptionalInt.of(Integer.parseInt(one.group(2))))
          : new Key(split, name, OptionalInt.empty());
    }

    /** The metric for people: {@code loss/model3}. */
    public String name() {
      return model.isPresent() ? metric + "/model" + model.getAsInt() : metric;
    }

    /** The same metric of all networks. */
    public Key plain() {
      return new Key(split, metric, OptionalInt.empty());
    }

    /** The same metric of one of the networks trained side by side. */
    Key model(int index) {
      return new Key(split, metric, OptionalInt.of(index));
    }

    /** Another metric, of the same network if this is of one and the other's name says none. */
    public Key sibling(String otherSplit, String otherName) {
      Key other = of(otherSplit, otherName);
      return other.model.isPresent() ? other : new Key(otherSplit, other.metric, model);
    }
  }

  /**
   * One metric on one split over the run, ordered by step. The three arrays have equal length.
   *
   * @param step steps done when the value was taken
   * @param epoch epochs done; -1 where the file names none
   * @param value the value, which may be NaN or infinite
   */
  public record Track(long[] step, int[] epoch, double[] value) {
    /** Number of values. */
    public int size() {
      return step.length;
    }
  }

  /**
   * The track of a metric on a split, or null if the run has none.
   *
   * @param split the split
   * @param metric the metric
   */
  public Track track(String split, String metric) {
    return tracks.get(Key.of(split, metric));
  }

  /**
   * The keys that hold the samples of a metric: those of the networks that were trained side by
   * side in this run, in place of their mean; else the metric itself; none if the run lacks it.
   *
   * @param key the metric
   */
  public List<Key> samples(Key key) {
    List<Key> models = key.model().isEmpty() ? networks(key) : List.of();
    return !models.isEmpty() ? models : tracks.containsKey(key) ? List.of(key) : List.of();
  }

  /** Those of all networks; one that diverged within the first epoch may have none. */
  private List<Key> networks(Key plain) {
    return tracks.keySet().stream()
        .filter(key -> key.model().isPresent() && key.plain().equals(plain))
        .sorted(Comparator.comparingInt(key -> key.model().getAsInt()))
        .toList();
  }

  /**
   * The metrics of some networks, which are numbered anew, with their means in place of those of
   * all. What no network has of its own stays.
   *
   * @param networks their numbers
   */
  Metrics of(List<Integer> networks) {
    Map<Key, Track> some = new LinkedHashMap<>();
    tracks.forEach(
        (key, all) -> {
          List<Track> own =
              networks.stream()
                  .map(n -> tracks.get(key.plain().model(n)))
                  .filter(Objects::nonNull)
                  .toList();
          if (key.model().isEmpty() && own.isEmpty() && networks(key).isEmpty()) {
            some.put(key, all);
          } else if (!own.isEmpty()) {
            some.computeIfAbsent(key.plain(), k -> mean(own));
            for (int i = 0; i < networks.size() && networks.size() > 1; i++) {
              Track track = tracks.get(key.plain().model(networks.get(i)));
              if (track != null) {
                some.putIfAbsent(key.plain().model(i), track);
              }
            }
          }
        });
    return new Metrics(some, notes);
  }

  /** The step of the last value on a split of each network, or of the only one. */
  List<Long> lastSteps(String split) {
    Map<Integer, Long> ends = new LinkedHashMap<>();
    tracks.keySet().stream()
        .filter(key -> key.split().equals(split) && samples(key.plain()).contains(key))
        .forEach(
            key -> {
              Track track = tracks.get(key);
              if (track.size() > 0) {
                ends.merge(key.model().orElse(-1), track.step()[track.size() - 1], Math::max);
              }
            });
    return List.copyOf(ends.values());
  }

  /** All values but those within an epoch. */
  Metrics withoutEpoch(int epoch) {
    Map<Key, Track> others = new LinkedHashMap<>();
    tracks.forEach(
        (key, track) -> {
          int[] kept =
              IntStream.range(0, track.size()).filter(i -> track.epoch()[i] != epoch).toArray();
          others.put(
              key,
              new Track(
                  IntStream.of(kept).mapToLong(i -> track.step()[i]).toArray(),
                  IntStream.of(kept).map(i -> track.epoch()[i]).toArray(),
                  IntStream.of(kept).mapToDouble(i -> track.value()[i]).toArray()));
        });
    return new Metrics(others, notes);
  }

  /** At the steps that all have. */
  private static Track mean(List<Track> all) {
    Map<Long, List<Double>> values = new LinkedHashMap<>();
    Map<Long, Integer> epochs = new LinkedHashMap<>();
    for (Track track : all) {
      for (int i = 0; i < track.size(); i++) {
        values.computeIfAbsent(track.step()[i], s -> new ArrayList<>()).add(track.value()[i]);
        epochs.put(track.step()[i], track.epoch()[i]);
      }
    }
    values.values().removeIf(own -> own.size() < all.size());
    return new Track(
        values.keySet().stream().mapToLong(Long::longValue).toArray(),
        values.keySet().stream().mapToInt(epochs::get).toArray(),
        values.values().stream()
            .mapToDouble(own -> own.stream().mapToDouble(v -> v).average().orElseThrow())
            .toArray());
  }

  /**
   * As a table with the columns step, epoch, split, metric, model, value. A missing epoch, the
   * model where there is one, and a NaN value are missing values of the table.
   */
  public Table table() {
    LongColumn step = LongColumn.create("step");
    IntColumn epoch = IntColumn.create("epoch");
    StringColumn split = StringColumn.create("split");
    StringColumn metric = StringColumn.create("metric");
    IntColumn model = IntColumn.create("model");
    DoubleColumn value = DoubleColumn.create("value");
    tracks.forEach(
        (key, track) -> {
          for (int i = 0; i < track.size(); i++) {
            step.append(track.step()[i]);
            if (track.epoch()[i] < 0) {
              epoch.appendMissing();
            } else {
              epoch.append(track.epoch()[i]);
            }
            split.append(key.split());
            metric.append(key.metric());
            if (key.model().isEmpty()) {
              model.appendMissing();
            } else {
              model.append(key.model().getAsInt());
            }
            value.append(track.value()[i]);
          }
        });
    return Table.create("metrics", step, epoch, split, metric, model, value);
  }
}
