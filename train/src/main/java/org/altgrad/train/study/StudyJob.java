package org.altgrad.train.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.config.Config;
import org.altgrad.train.experiment.Experiment;

/**
 * One run of a study.
 *
 * @param name of its directory, the same whenever the study is started
 * @param title its name in the list of runs
 * @param label of its arm
 * @param seed of the run
 * @param experiment its configuration, checked
 * @param values its configuration with dotted keys, and {@link Study#LABEL}
 * @param networks those keys of which each of its networks has a value of its own
 * @param needs name of the run that comes first
 */
public record StudyJob(
    String name,
    String title,
    String label,
    long seed,
    Experiment experiment,
    Map<String, Object> values,
    Map<String, List<?>> networks,
    Optional<String> needs) {
  private static final int LONGEST_NAME = 120;

  /** A text as the name of a file. */
  public static String fileName(String title) {
    String clean = title.replaceAll("[^A-Za-z0-9=._-]+", "_").replaceAll("^[._]+", "");
    return clean.length() <= LONGEST_NAME
        ? clean
        : clean.substring(0, LONGEST_NAME - 9) + "-" + "%08x".formatted(title.hashCode());
  }

  /** The name that the same run would have with another seed. */
  public String nameWith(String other) {
    String own = "seed=" + seed;
    return fileName(title.substring(0, title.length() - own.length()) + "seed=" + other);
  }

  /** Whether the run, or one of its networks, has all of these values. */
  boolean matches(Map<String, Object> where) {
    return kinds().stream().anyMatch(own -> matches(own, where));
  }

  /** Which of the values that its networks have of their own fit these. */
  List<Map<String, Object>> kinds(Map<String, Object> where) {
    return kinds().stream().filter(own -> matches(own, where)).toList();
  }

  private boolean matches(Map<String, Object> own, Map<String, Object> where) {
    return where.entrySet().stream()
        .allMatch(
            e ->
                values.containsKey(e.getKey())
                    && Objects.toString(own.getOrDefault(e.getKey(), values.get(e.getKey())))
                        .equals(Objects.toString(e.getValue())));
  }

  /** The different values that its networks have of their own. */
  private List<Map<String, Object>> kinds() {
    int count = networks.values().stream().mapToInt(List::size).findFirst().orElse(1);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              Map<String, Object> own = new LinkedHashMap<>();
              networks.forEach((key, each) -> own.put(key, each.get(i)));
              return own;
            })
        .distinct()
        .toList();
  }

  /**
   * How a configuration that was filed before differs from this run's; where runs lie, how they are
   * started and what cannot change a number makes no difference.
   *
   * @return the first key that differs, with both values; empty if none does
   */
  public Optional<String> difference(Config filed) {
    Map<String, Object> before = filed.flat();
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(values.keySet());
    keys.remove(Study.LABEL);
    for (String key : keys) {
      if (!isPlace(key) && RunSet.matters(key) && !same(text(before, key), text(values, key))) {
        return Optional.of(
            key + " is " + text(before, key) + " there and " + text(values, key) + " now");
      }
    }
    return Optional.empty();
  }

  /** The directory of the run that is needed may lie elsewhere by now. */
  private boolean same(String before, String now) {
    return before.equals(now)
        || needs.isPresent()
            && before.endsWith("/" + needs.get())
            && now.endsWith("/" + needs.get());
  }

  /** Whether a key, or an override of one, says where runs lie or how they are started. */
  public static boolean isPlace(String key) {
    return key.matches("(run\\.|launcher\\b|data\\.root\\b).*");
  }

  private static String text(Map<String, Object> values, String key) {
    return values.containsKey(key) ? Objects.toString(values.get(key)) : "absent";
  }
}
