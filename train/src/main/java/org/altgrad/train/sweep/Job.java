package org.altgrad.train.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.altgrad.train.run.RunDirectory;

/**
 * One filed run of a sweep or a study.
 *
 * @param run its directory, as seen from that of all
 * @param title what distinguishes it
 * @param needs a run that must be done before this one starts
 * @param alone whether nothing else may run beside it on a machine, for it measures processor time
 * @param config what its configuration is, as its seal tells
 * @param trial of a search that it belongs to
 * @param confirms whether it runs a winner of the search again
 */
public record Job(
    String run,
    String title,
    Optional<String> needs,
    boolean alone,
    Optional<String> config,
    Optional<Integer> trial,
    boolean confirms) {

  /** One that belongs to no search. */
  public Job(
      String run, String title, Optional<String> needs, boolean alone, Optional<String> config) {
    this(run, title, needs, alone, config, Optional.empty(), false);
  }

  /** The same as a part of a trial, or of its confirmation. */
  public Job of(int number, boolean confirmation) {
    return new Job(run, title, needs, alone, config, Optional.of(number), confirmation);
  }

  /**
   * Whether a filed run is this one; the seal of an older sweep is of all keys.
   *
   * @throws org.altgrad.train.run.RunException if its configuration cannot be read
   */
  boolean owns(RunDirectory filed) {
    String lasting = filed.lastingSeal();
    return config.map(seal -> seal.equals(lasting) || seal.equals(filed.configSeal())).orElse(true);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("run", run);
    map.put("title", title);
    needs.ifPresent(first -> map.put("needs", first));
    if (alone) {
      map.put("alone", true);
    }
    config.ifPresent(seal -> map.put("config", seal));
    trial.ifPresent(number -> map.put("trial", number));
    if (confirms) {
      map.put("confirms", true);
    }
    return map;
  }

  static Job of(Object value) {
    Map<?, ?> map = (Map<?, ?>) value;
    return new Job(
        map.get("run").toString(),
        map.get("title").toString(),
        Optional.ofNullable(map.get("needs")).map(Object::toString),
        Boolean.TRUE.equals(map.get("alone")),
        Optional.ofNullable(map.get("config")).map(Object::toString),
        Optional.ofNullable(map.get("trial")).map(number -> ((Number) number).intValue()),
        Boolean.TRUE.equals(map.get("confirms")));
  }
}
