package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Values or points, each once: of those that are the same the first one stays.
 *
 * @param kept in their order
 * @param places of all that were given among those that were kept
 * @param repeats one text for each that was left out, as in {@code 0.001 is 1e-3}
 */
public record Distinct<T>(List<T> kept, List<Integer> places, List<String> repeats) {
  /** More than so many are not shown one by one. */
  private static final int SHOWN = 5;

  /** Takes copies of the lists. */
  public Distinct {
    kept = List.copyOf(kept);
    places = List.copyOf(places);
    repeats = List.copyOf(repeats);
  }

  /**
   * Those of a list that are different.
   *
   * @param identity equal for two that are the same
   * @param name how one is shown
   */
  public static <T> Distinct<T> of(
      List<T> all, Function<T, Object> identity, Function<T, String> name) {
    Map<Object, Integer> known = new HashMap<>();
    List<T> kept = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<String> repeats = new ArrayList<>();
    for (T one : all) {
      Object own = identity.apply(one);
      Integer place = known.get(own);
      if (place == null) {
        place = kept.size();
        known.put(own, place);
        kept.add(one);
      } else {
        repeats.add(name.apply(one) + " is " + name.apply(kept.get(place)));
      }
      places.add(place);
    }
    return new Distinct<>(kept, places, repeats);
  }

  /**
   * A line on what was left out; empty if nothing was.
   *
   * @param what they are, as in {@code points}
   */
  public Optional<String> note(String what) {
    if (repeats.isEmpty()) {
      return Optional.empty();
    }
    int shown = Math.min(SHOWN, repeats.size());
    return Optional.of(
        repeats.size()
            + " of "
            + places.size()
            + " "
            + what
            + (repeats.size() == 1 ? " is" : " are")
            + " skipped, being there already: "
            + String.join(", ", repeats.subList(0, shown))
            + (shown < repeats.size() ? ", …" : ""));
  }
}
