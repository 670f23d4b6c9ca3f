package org.altgrad.graphs.attack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.TFloat32;

/**
 * A way to look for adversarial inputs, with its settings. The whole of a search is one call into
 * TensorFlow.
 */
public sealed interface Attack permits Fgs, Pgd, Apgd, Square, CarliniWagner, RandomNoise {

  /** The attacks by the names that users write. */
  static Map<String, Class<? extends Attack>> kinds() {
    Map<String, Class<? extends Attack>> kinds = new LinkedHashMap<>();
    kinds.put("fgs", Fgs.class);
    kinds.put("pgd", Pgd.class);
    kinds.put("apgd", Apgd.class);
    kinds.put("square", Square.class);
    kinds.put("noise", RandomNoise.class);
    kinds.put("carlini_wagner", CarliniWagner.class);
    return Collections.unmodifiableMap(kinds);
  }

  /** Its name for people: {@code PGD}. */
  String label();

  /**
   * That it can be made on such a subject.
   *
   * @throws IllegalArgumentException if it cannot, saying which would do
   */
  default void require(Subject subject, boolean targeted) {}

  /** Whether it keeps to the threat model's bounds, rather than look for the least distance. */
  default boolean bounded() {
    return true;
  }

  /** The same for two classes. */
  default Attack ofTwoClasses() {
    return this;
  }

  /** The same with so many times the steps, if it is made of steps. */
  default Optional<Attack> longer(int factor) {
    return Optional.empty();
  }

  /** The same with so many times the searches, if it begins at random. */
  default Optional<Attack> repeated(int factor) {
    return Optional.empty();
  }

  /** The same with steps of half the size, if their size is given. */
  default Optional<Attack> finer() {
    return Optional.empty();
  }

  /**
   * Adds the search to the graph of the scene.
   *
   * @param attacked 1 for the rows that are attacked, [rows]; the others stay as they are
   */
  Sought search(Scene scene, Expr<TFloat32> attacked);
}
