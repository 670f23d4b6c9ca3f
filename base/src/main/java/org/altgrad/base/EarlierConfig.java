package org.altgrad.base;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration that an earlier version filed, in the words of this one: keys that came later get
 * the value that means as before, and settings whose words have changed are said anew. Nothing is
 * guessed: what has no place here is refused where it is read, and so is a file that was cut off.
 *
 * @param set values of dotted keys that are new
 * @param gone dotted keys that have no meaning any more
 */
public record EarlierConfig(Map<String, Object> set, Set<String> gone) {
  /** Since then; before, it was so. */
  private static final Map<String, Object> CAME_LATER = new LinkedHashMap<>();

  private static final List<String> IDX_IMAGES = List.of("mnist10k", "mnist", "fashion_mnist");

  private static final Map<String, Map<String, Object>> CAME_LATER_BY_METHOD =
      Map.of(
          "hnca_vae",
          Map.of(
              "method.kl_weight", 1,
              "method.signal", 1,
              "method.noise", 0,
              "method.by_layer", false),
          "ima_vae",
          Map.of("method.antithetic", false));

  static {
    CAME_LATER.put("trainer.seeds", null);
    CAME_LATER.put("trainer.steps_per_call", 1);
    CAME_LATER.put("trainer.compile", false);
    CAME_LATER.put("trainer.init_from", null);
    CAME_LATER.put("trainer.tensorboard", true);
    CAME_LATER.put("trainer.directions.names", null);
    CAME_LATER.put("trainer.directions.draws", 1000);
    CAME_LATER.put("trainer.directions.truth", 20_000);
    CAME_LATER.put("trainer.directions.seconds", 1.5);
    CAME_LATER.put("trainer.directions.every", null);
    CAME_LATER.put("run.export", false);
  }

  public EarlierConfig {
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    gone = Collections.unmodifiableSet(new LinkedHashSet<>(gone));
  }

  /**
   * What has changed since.
   *
   * @param filed values by their dotted keys
   */
  public static EarlierConfig of(Map<String, Object> filed) {
    EarlierConfig now = new EarlierConfig(Map.of(), Set.of());
    if (!filed.containsKey("trainer.batch_size")) {
      return now; // no experiment
    }
    Changes changes = new Changes(filed);
    CAME_LATER.forEach(changes::since);
    CAME_LATER_BY_METHOD
        .getOrDefault(String.valueOf(filed.get("method.name")), Map.of())
        .forEach(changes::since);
    if (IDX_IMAGES.contains(String.valueOf(filed.get("data.name")))) {
      changes.since("data.holdout", 0);
    }
    changes.sizes();
    changes.adamw();
    if ("constant".equals(filed.get("method.combiner.tau_schedule.kind"))) {
      changes.drop(
          "method.combiner.tau_schedule.kind",
          "method.combiner.tau_schedule.steps",
          "method.combiner.tau_schedule.warmup",
          "method.combiner.tau_schedule");
    }
    return new EarlierConfig(changes.set, changes.gone);
  }

  /** Whether the configuration is of this version. */
  public boolean isEmpty() {
    return set.isEmpty() && gone.isEmpty();
  }

  /** The configuration in the words of this version. */
  public Map<String, Object> applied(Map<String, Object> filed) {
    Map<String, Object> all = new LinkedHashMap<>(filed);
    all.keySet().removeAll(gone);
    all.putAll(set);
    return all;
  }

  private static final class Changes {
    private final Map<String, Object> filed;
    private final Map<String, Object> set = new LinkedHashMap<>();
    private final Set<String> gone = new LinkedHashSet<>();

    Changes(Map<String, Object> filed) {
      this.filed = filed;
    }

    void since(String key, Object before) {
      String section = key.substring(0, key.lastIndexOf('.'));
      // It may be a section itself: of a number, its value and schedule.
      boolean below = filed.keySet().stream().anyMatch(k -> k.startsWith(key + "."));
      if (!filed.containsKey(key) && !below && !filed.containsKey(section)) {
        set.put(key, before);
      }
    }

    void drop(String... keys) {
      gone.addAll(List.of(keys));
    }

    /** Numbers of layers and their one size became a size for each layer. */
    void sizes() {
      switch (String.valueOf(filed.get("model.name"))) {
        case "bernoulli_mlp" -> listed("features", "width", "depth");
        case "bernoulli_hvae" -> listed("features", "width", "latent_layers");
        case "mlp" -> listed("features", "hidden", "layers");
        case "conv_bernoulli" -> {
          if (filed.containsKey("model.conv_layers")) {
            listed("channels", "channels", "conv_layers");
            listed("features", "width", "depth");
          }
        }
        case "hsic_cnn" -> {
          if (!filed.containsKey("model.channels") && filed.containsKey("model.features")) {
            set.put("model.channels", filed.get("model.features"));
            drop("model.features");
          }
          return;
        }
        case "hsic_mlp", "leaky_mlp", "spiking_mlp" -> {
          // They had the list already.
        }
        default -> {
          return;
        }
      }
      if (filed.containsKey("model.features") || set.containsKey("model.features")) {
        since("model.width", null);
        since("model.depth", null);
      }
    }

    private void listed(String list, String size, String count) {
      Object each = filed.get("model." + size);
      Object layers = filed.get("model." + count);
      boolean old = !filed.containsKey("model." + list) || list.equals(size);
      if (old && each instanceof Number && layers instanceof Number number) {
        List<Object> sizes = new ArrayList<>(Collections.nCopies(number.intValue(), each));
        for (String key : List.of(size, count)) {
          if (List.of("width", "depth").contains(key)) {
            set.put("model." + key, null); // a short form now
          } else {
            drop("model." + key);
          }
        }
        gone.remove("model." + list);
        set.put("model." + list, sizes);
      }
    }

    /** It became Adam with the decay after the step. */
    void adamw() {
      if ("adamw".equals(filed.get("optimizer.name"))) {
        set.put("optimizer.name", "adam");
        since("optimizer.decay", "after");
        since("optimizer.frozen_bias_correction", false);
        since("optimizer.l1", 0);
      }
    }
  }
}
