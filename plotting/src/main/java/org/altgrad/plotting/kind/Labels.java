package org.altgrad.plotting.kind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;

/**
 * Texts that a user puts in place of names in one figure. It remembers the names that the figure
 * has asked for, so that one which the figure does not have can be refused.
 */
public final class Labels {
  private final Map<String, String> texts;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * Texts by names.
   *
   * @param texts what the user gave
   */
  public Labels(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /** What the user gave, by names. */
  Map<String, String> texts() {
    return texts;
  }

  /** The names that the figure has asked for. */
  Set<String> asked() {
    return Collections.unmodifiableSet(asked);
  }

  /** The text in place of a name, if there is one. */
  public Optional<String> own(String name) {
    asked.add(name);
    return Optional.ofNullable(texts.get(name));
  }

  /** The text in place of a name, or the name. */
  public String of(String name) {
    return own(name).orElse(name);
  }

  /** The text in place of a configuration key or its short name, or that name in words. */
  public String key(String key) {
    String last = Group.shortNames(List.of(key)).get(key);
    return own(key).or(() -> own(last)).orElse(MetricSpec.words(last));
  }

  /**
   * A group's name: the text in place of the whole, or the parts, each with the text in place of it
   * or of the key before its value.
   */
  public String group(Group group) {
    List<String> parts = group.parts();
    String whole = String.join(", ", parts);
    return own(whole).orElseGet(() -> String.join(", ", parts.stream().map(this::part).toList()));
  }

  private String part(String part) {
    Optional<String> own = own(part);
    int equals = part.indexOf('=');
    return own.isPresent() || equals <= 0
        ? own.orElse(part)
        : of(part.substring(0, equals)) + part.substring(equals);
  }

  /**
   * Refuses names that the figure has not asked for.
   *
   * @param figure its name, for messages
   * @throws PlotException with the names that it has
   */
  void requireAsked(String figure) {
    List<String> known = new ArrayList<>(asked);
    known.remove("");
    for (String name : texts.keySet()) {
      if (!asked.contains(name)) {
        throw new PlotException(
            figure
                + ": option labels: must have names of the figure but has '"
                + name
                + "'"
                + Nearest.hintAndList(name, known));
      }
    }
  }
}
