package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.Require;

/**
 * Named entities of texts: words of given lists, and how often each occurs in the texts of each
 * class. Case does not matter.
 */
public final class Entities {
  /** None. */
  public static final Entities NONE = new Entities(Map.of(), List.of());

  /** An entity that stands for others is one of so many most frequent ones of other classes... */
  private static final int OTHERS = 30;

  /** ... and none of so many of the text's own. */
  private static final int OWN = 15;

  /** Words as in the lists by words in small letters, for each type. */
  private final Map<String, Map<String, String>> types;

  /** How often each of these words occurs, for each class. */
  private final List<Map<String, Integer>> counts;

  private Entities(Map<String, Map<String, String>> types, List<Map<String, Integer>> counts) {
    this.types = types;
    this.counts = counts;
  }

  /**
   * Counts.
   *
   * @param gazetteers words of each type of entity; a word that is in several is of the first
   * @param texts that the classifier was trained on
   * @param labels class of each
   * @throws IllegalArgumentException if an entity is not one word
   */
  public static Entities of(
      Map<String, ? extends Collection<String>> gazetteers, List<String> texts, int[] labels) {
    Require.that(
        labels.length == texts.size(), "labels", "one for each of " + texts.size(), labels.length);
    Map<String, Map<String, String>> types = new LinkedHashMap<>();
    gazetteers.forEach(
        (type, entities) -> {
          Map<String, String> known = new LinkedHashMap<>();
          for (String entity : entities) {
            boolean word = Words.of(entity).words().equals(List.of(entity));
            Require.that(word, "entities." + type, "single words", "'" + entity + "'");
            known.put(entity.toLowerCase(Locale.ROOT), entity);
          }
          types.put(type, known);
        });
    List<Map<String, Integer>> counts = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      while (counts.size() <= labels[i]) {
        counts.add(new HashMap<>());
      }
      for (String word : Words.of(texts.get(i)).words()) {
        String small = word.toLowerCase(Locale.ROOT);
        if (types.values().stream().anyMatch(known -> known.containsKey(small))) {
          counts.get(labels[i]).merge(small, 1, Integer::sum);
        }
      }
    }
    return new Entities(types, counts);
  }

  /** Type of the entity that a word is, if it is one. */
  Optional<String> type(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    return types.entrySet().stream()
        .filter(type -> type.getValue().containsKey(small))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * NE_adv(t, y): the most frequent entity of a type in the other classes that is not among the
   * most frequent ones in class y.
   */
  Optional<String> adversary(String type, int y) {
    Map<String, Integer> own = y < counts.size() ? counts.get(y) : Map.of();
    Map<String, Integer> others = new HashMap<>();
    for (int c = 0; c < counts.size(); c++) {
      if (c != y) {
        counts.get(c).forEach((word, count) -> others.merge(word, count, Integer::sum));
      }
    }
    Set<String> frequent = Set.copyOf(frequent(type, own, OWN));
    return frequent(type, others, OTHERS).stream()
        .filter(word -> !frequent.contains(word))
        .findFirst()
        .map(types.get(type)::get);
  }

  /** The most frequent words of a type, by falling count, equals by the alphabet. */
  private List<String> frequent(String type, Map<String, Integer> counts, int most) {
    Comparator<Map.Entry<String, Integer>> byCount = Map.Entry.comparingByValue();
    return counts.entrySet().stream()
        .filter(entry -> types.get(type).containsKey(entry.getKey()))
        .sorted(byCount.reversed().thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }
}
