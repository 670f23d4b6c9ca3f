package org.altgrad.train.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.train.run.Checkpoints;

/**
 * Networks, of several side by side, whose numbers were no longer finite: they are again what they
 * were when they were best, learn no more, and have no part in what is measured of the others.
 *
 * @param networks their numbers, sorted
 * @param of how many there are
 */
public record Diverged(List<Integer> networks, int of) {
  /** Copies the list. */
  public Diverged {
    networks = List.copyOf(networks);
  }

  /** Those of a checkpoint. */
  public static Diverged of(Checkpoints.Checkpoint checkpoint) {
    LoopState state = LoopState.of(checkpoint);
    return new Diverged(state.diverged(), state.networks.size());
  }

  /** Whether all have. */
  boolean all() {
    return of > 0 && networks.size() == of;
  }

  /** Which they are, in words; empty if there are none. */
  public Optional<String> said() {
    return networks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            networks.size()
                + " of "
                + of
                + " networks diverged: "
                + networks.stream().map(m -> "model" + m).collect(Collectors.joining(", ")));
  }

  /** The same for whoever goes on with their variables. */
  public Optional<String> note() {
    return said()
        .map(
            said ->
                said
                    + "; what they have learned is that of their best evaluation, or nothing if"
                    + " there was none");
  }

  /**
   * What was measured, without them: means over the networks are over the others.
   *
   * @param measured of all networks
   */
  public Map<MetricName, Double> without(Map<MetricName, Double> measured) {
    if (networks.isEmpty()) {
      return measured;
    }
    Map<String, List<Double>> others = new LinkedHashMap<>();
    measured.forEach(
        (name, value) -> {
          if (name.model().isPresent()) {
            List<Double> own = others.computeIfAbsent(name.name(), n -> new ArrayList<>());
            if (!networks.contains(name.model().getAsInt())) {
              own.add(value);
            }
          }
        });
    Map<MetricName, Double> left = new LinkedHashMap<>();
    measured.forEach(
        (name, value) -> {
          List<Double> own = others.get(name.name());
          if (name.model().isEmpty() && own != null) {
            own.stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .ifPresent(mean -> left.put(name, mean));
          } else if (name.model().isEmpty() || !networks.contains(name.model().getAsInt())) {
            left.put(name, value);
          }
        });
    return left;
  }
}
