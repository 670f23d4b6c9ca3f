package org.altgrad.train.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.altgrad.graphs.program.Caveat;
import org.altgrad.graphs.program.MetricName;

/** What metrics are to be read with, by split: for files, and in lines for people. */
public record ScoreNotes(Map<String, Map<MetricName, Caveat>> bySplit) {
  /** Key of {@code result.yaml}, and of a checkpoint's state. */
  static final String KEY = "scores";

  /** None yet. */
  public ScoreNotes() {
    this(new LinkedHashMap<>());
  }

  /** What an evaluation has said, in the place of what it said before. */
  public void add(String split, Map<MetricName, Caveat> caveats) {
    caveats.forEach(
        (name, caveat) -> {
          Map<MetricName, Caveat> all = bySplit.computeIfAbsent(split, s -> new LinkedHashMap<>());
          // Networks that agree now may have differed, and the other way round.
          all.keySet()
              .removeIf(
                  other ->
                      other.name().equals(name.name())
                          && other.model().isPresent() != name.model().isPresent());
          all.put(name, caveat);
        });
  }

  /** Those of one of several networks, as if it had been trained by itself. */
  ScoreNotes ofNetwork(int network) {
    ScoreNotes own = new ScoreNotes();
    bySplit.forEach(
        (split, caveats) ->
            caveats.forEach(
                (name, caveat) -> {
                  if (name.model().orElse(network) == network) {
                    own.add(split, Map.of(MetricName.of(name.name()), caveat));
                  }
                }));
    return own;
  }

  /** Without those of a network. */
  public void remove(int network) {
    bySplit.values().forEach(all -> all.keySet().removeIf(n -> n.model().orElse(-1) == network));
  }

  /** As YAML under {@link #KEY}; empty if there are none. */
  Map<String, Object> toMap() {
    Map<String, Object> splits = new LinkedHashMap<>();
    bySplit.forEach(
        (split, caveats) -> {
          Map<String, Object> filed = new LinkedHashMap<>();
          caveats.forEach((name, caveat) -> filed.put(name.toString(), toMap(caveat)));
          splits.put(split, filed);
        });
    return splits.isEmpty() ? Map.of() : Map.of(KEY, splits);
  }

  private static Map<String, Object> toMap(Caveat caveat) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", caveat.version());
    map.put("rows", caveat.rows());
    if (!caveat.validity().isEmpty()) {
      map.put("validity", caveat.validity());
    }
    return map;
  }

  /** What {@link #toMap()} has made. */
  static ScoreNotes of(Map<String, Object> state) {
    ScoreNotes notes = new ScoreNotes();
    if (state.get(KEY) instanceof Map<?, ?> splits) {
      splits.forEach(
          (split, metrics) ->
              ((Map<?, ?>) metrics)
                  .forEach(
                      (name, caveat) ->
                          notes.add(
                              split.toString(),
                              Map.of(
                                  MetricName.parse(name.toString()), caveat((Map<?, ?>) caveat)))));
    }
    return notes;
  }

  private static Caveat caveat(Map<?, ?> map) {
    Object validity = map.get("validity");
    return new Caveat(
        map.get("version").toString(),
        ((Number) map.get("rows")).intValue(),
        validity == null ? "" : validity.toString());
  }

  /** A line for each thing that restricts how metrics are read. */
  public List<String> lines() {
    Map<String, Map<String, String>> texts = new LinkedHashMap<>();
    bySplit.forEach(
        (split, caveats) ->
            caveats.forEach(
                (name, caveat) -> {
                  if (!caveat.validity().isEmpty()) {
                    texts
                        .computeIfAbsent(caveat.validity(), text -> new LinkedHashMap<>())
                        .merge(split, name.toString(), (all, one) -> all + ", " + one);
                  }
                }));
    return texts.entrySet().stream()
        .map(text -> "note     " + where(text.getValue()) + ": " + text.getKey())
        .toList();
  }

  /** Metrics by split, those of several splits together. */
  private static String where(Map<String, String> bySplit) {
    Map<String, String> splits = new LinkedHashMap<>();
    bySplit.forEach(
        (split, names) -> splits.merge(names, split, (all, one) -> all + " and " + one));
    return splits.entrySet().stream()
        .map(names -> names.getKey() + " of " + names.getValue())
        .collect(Collectors.joining("; "));
  }
}
