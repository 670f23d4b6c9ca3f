package org.altgrad.graphs.attack.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An attack that changes words of a text until the classifier errs. The components of each
 * implementation are its settings as users write them.
 */
public sealed interface TextAttack permits DeepWordBug, Pwws, GradientWords {

  /** The attacks by the names that users write. */
  static Map<String, Class<? extends TextAttack>> kinds() {
    Map<String, Class<? extends TextAttack>> kinds = new LinkedHashMap<>();
    kinds.put("deep_word_bug", DeepWordBug.class);
    kinds.put("pwws", Pwws.class);
    kinds.put("gradient_words", GradientWords.class);
    return Collections.unmodifiableMap(kinds);
  }

  /** Name that users write. */
  String name();

  /** Whether it needs the classifier's gradients. */
  default boolean whiteBox() {
    return false;
  }

  /** The first move against a text that the classifier is right about. */
  Move begin(Start start);
}
