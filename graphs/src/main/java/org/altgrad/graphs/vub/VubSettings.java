package org.altgrad.graphs.vub;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.base.Require;
import org.altgrad.graphs.backbone.BackboneSource;
import org.altgrad.graphs.program.OwnDraws;

/**
 * Settings of {@link Vub}.
 *
 * @param name {@code vub}
 * @param objective what is descended
 * @param backbone whose features are read, of splits that have no column {@code feature}; without
 *     one the examples' own numbers are
 * @param cache folder in which computed features are kept; none: they are computed in each process
 * @param metrics what evaluations do
 * @param attacks on images
 * @param texts attacks on texts
 */
public record VubSettings(
    String name,
    VubObjective objective,
    Optional<BackboneSource> backbone,
    Optional<Path> cache,
    MetricSettings metrics,
    HeadAttacks attacks,
    Optional<HeadTexts> texts)
    implements OwnDraws {

  public VubSettings {
    Require.given("objective", objective);
  }

  @Override
  public Optional<String> ofRun() {
    if (!attacks.settings().list().isEmpty()) {
      return Optional.of("attacks.list: must be []");
    }
    return texts.map(all -> "texts: must be null");
  }

  /** Keys that have no effect with these settings. */
  public Set<String> idle() {
    Set<String> keys = new TreeSet<>();
    if (!objective.noise()) {
      keys.add("model.mc_train");
    }
    if (backbone.isEmpty() && cache.isPresent()) {
      keys.add("method.cache"); // there is nothing to compute once, and null asks for nothing
    }
    if (attacks.settings().list().isEmpty()) {
      for (String key :
          List.of(
              "norm",
              "epsilons",
              "rows",
              "distance_rows",
              "target",
              "batch",
              "draws",
              "due",
              "verdict")) {
        keys.add("method.attacks." + key);
      }
    }
    return keys;
  }

  /**
   * What evaluations do.
   *
   * @param bins of confidence, in the expected calibration error
   * @param batch examples in one call
   * @param outside splits of something else than what is trained on, whose labels say nothing: how
   *     well they are told from those to test
   */
  public record MetricSettings(int bins, int batch, List<String> outside) {
    public MetricSettings {
      outside = List.copyOf(outside);
      Require.atLeast("bins", bins, 1);
      Require.atLeast("batch", batch, 1);
    }
  }
}
