package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.data.MissingColumnException;
import org.altgrad.train.config.OverrideWriter;

/**
 * Settings of the data of a training that hold beside those that are typed for other data. Those
 * that say what is tested, or held out, give way where a typed one says it, and the columns that no
 * prediction needs where other rows have none.
 */
final class KeptSettings {
  private static final String INPUTS = "data.inputs";
  private static final String LABEL = "data.label";
  private static final String SPLIT = "data.split";
  private static final String ENVIRONMENT = "data.environment";
  private static final String TEST_ENVIRONMENTS = "data.test_environments";
  private static final String FACTORS = "data.factors";
  private static final String FILE = "data.file";
  private static final String TRAIN_FILE = "data.train_file";
  private static final String VALIDATION_FILE = "data.validation_file";
  private static final String TEST_FILE = "data.test_file";
  private static final String HOLDOUT = "data.holdout";
  private static final String SEED = "data.seed";
  private static final String TEST_LIMIT = "data.test_limit";

  /** Nothing of a file is held out of the split train then. */
  private static final List<String> ALL = List.of("--split", "train");

  private final List<String> kept;
  private final List<String> typed;
  private final Map<String, String> values = new HashMap<>();

  KeptSettings(List<String> trained, List<String> typed) {
    this.kept = new ArrayList<>(trained);
    this.typed = List.copyOf(typed);
    typed.forEach(override -> values.put(key(override), value(override)));
    if (sets(TEST_FILE) || sets(VALIDATION_FILE)) {
      drop(SPLIT);
    }
    if (sets(SPLIT)) {
      drop(TEST_FILE, VALIDATION_FILE);
    }
    if (sets(TEST_FILE) || sets(SPLIT) || "null".equals(values.get(ENVIRONMENT))) {
      drop(TEST_ENVIRONMENTS);
    }
    dropIdle();
  }

  /** What was held out how is of no effect where nothing is, and would be refused. */
  private void dropIdle() {
    boolean tested = Stream.of(TEST_FILE, SPLIT, TEST_ENVIRONMENTS).anyMatch(this::has);
    if (tested && has(VALIDATION_FILE)) {
      drop(HOLDOUT, SEED);
    }
    if (values.getOrDefault(HOLDOUT, "").matches("0([.]0*)?")) {
      drop(SEED);
      if (!tested) {
        drop(TEST_LIMIT);
      }
    }
  }

  private static String key(String override) {
    return override.replaceFirst("=.*", "");
  }

  private static String value(String override) {
    String value = override.contains("=") ? override.substring(override.indexOf('=') + 1) : "";
    return value.replaceFirst("^(['\"])(.*)\\1$", "$2");
  }

  private boolean sets(String key) {
    return values.containsKey(key) && !values.get(key).equals("null");
  }

  /** Whether a setting that is usually nothing is something. */
  private boolean has(String key) {
    return values.containsKey(key)
        ? !Set.of("null", "[]").contains(values.get(key))
        : kept.stream().anyMatch(override -> key(override).equals(key));
  }

  private boolean drop(String... keys) {
    List<String> all = List.of(keys);
    return kept.removeIf(
        override -> all.contains(key(override)) && !values.containsKey(key(override)));
  }

  /** All of them, and behind them what is typed. */
  List<String> all() {
    return Stream.concat(kept.stream(), typed.stream()).toList();
  }

  /**
   * Leaves a role out that no prediction needs, of which a file has no column.
   *
   * @param inputs what a network reads, by name; empty if that is not known
   * @return what to tell of it; empty if it is needed, or asked for
   */
  Optional<String> leaveOut(MissingColumnException missing, List<String> inputs) {
    boolean environment = List.of(ENVIRONMENT, TEST_ENVIRONMENTS).contains(missing.setting());
    if (values.containsKey(missing.setting())
        || !environment && !missing.setting().equals(FACTORS)
        || !drop(missing.setting())) {
      return Optional.empty();
    }
    if (environment) {
      drop(ENVIRONMENT, TEST_ENVIRONMENTS);
    } else if (!inputs.isEmpty() && !has(INPUTS) && has(TRAIN_FILE)) {
      kept.add(OverrideWriter.assign(INPUTS, inputs)); // they would be numbers without a role
    }
    dropIdle();
    return Optional.of(
        "%s left out, for %s has no %s, and a prediction needs none"
            .formatted(
                environment ? "environments are" : "factors are",
                missing.file().getFileName(),
                missing.column()));
  }

  /**
   * What predicts the rows of a file that has no labels, or does not say of which split they are.
   *
   * @return words to type; empty if that is not what is missing
   */
  Optional<List<String>> without(MissingColumnException missing) {
    boolean label = missing.setting().equals(LABEL);
    if (!label && !missing.setting().equals(SPLIT)) {
      return Optional.empty();
    }
    boolean arrays = has(FILE);
    if (!arrays && !has(TRAIN_FILE)) {
      return Optional.empty(); // no rows that a user brings so
    }
    List<String> words = new ArrayList<>(ALL);
    words.add((arrays ? FILE : TRAIN_FILE) + "=" + missing.file());
    kept.stream()
        .map(KeptSettings::key)
        .filter(List.of(VALIDATION_FILE, TEST_FILE)::contains)
        .forEach(key -> words.add(key + "=null"));
    if (gone(LABEL, "label", missing)) {
      words.add(LABEL + "=null");
    }
    if (gone(SPLIT, "", missing)) {
      words.add(SPLIT + "=null");
    }
    if (has(TEST_ENVIRONMENTS) && !gone(ENVIRONMENT, "", missing)) {
      words.add(TEST_ENVIRONMENTS + "=[]"); // all rows, wherever they come from
    }
    words.add(HOLDOUT + "=0");
    return Optional.of(words);
  }

  /** What predicts rows of which a part cannot be held out. */
  List<String> withoutHoldOut() {
    boolean tested = Stream.of(TEST_FILE, SPLIT, TEST_ENVIRONMENTS).anyMatch(this::has);
    return tested
        ? List.of(HOLDOUT + "=0")
        : Stream.concat(ALL.stream(), Stream.of(HOLDOUT + "=0")).toList();
  }

  /**
   * What predicts all rows of a file of which but a part is asked for.
   *
   * @return words to type besides; empty if somebody said what is tested
   */
  Optional<List<String>> wholeFile() {
    boolean tested = Stream.of(TEST_FILE, SPLIT, TEST_ENVIRONMENTS).anyMatch(this::has);
    boolean other = sets(TRAIN_FILE) || sets(FILE);
    return tested || !other || values.containsKey(HOLDOUT)
        ? Optional.empty()
        : Optional.of(withoutHoldOut());
  }

  /** Whether a role is a column's that a file has not. */
  private boolean gone(String role, String usual, MissingColumnException missing) {
    String column =
        kept.stream()
            .filter(override -> key(override).equals(role))
            .map(KeptSettings::value)
            .findFirst()
            .orElse(usual);
    column = values.getOrDefault(role, column);
    return missing.setting().equals(role) || !column.isEmpty() && !missing.there().contains(column);
  }
}
