package org.altgrad.graphs.attack.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.base.Usual;

/**
 * Which attacks are made on texts.
 *
 * @param list the attacks; with none, nothing is attacked
 * @param rows first so many texts of the split
 * @param batch most texts in one call
 * @param together texts that are attacked together
 * @param draws over which the probabilities of a classifier that samples are averaged, and as many
 *     others that judge what was found; 0: it is attacked as it is without sampling
 * @param entities single words of types of entities, for {@link Pwws}'s paper variant
 */
public record TextAttackSettings(
    List<TextAttack> list,
    @Usual("100") int rows,
    @Usual("256") int batch,
    @Usual("32") int together,
    @Usual("0") int draws,
    @Usual("{}") Map<String, List<String>> entities) {

  /** None. */
  public static final TextAttackSettings NONE =
      new TextAttackSettings(List.of(), 1, 1, 1, 0, Map.of());

  public TextAttackSettings {
    list = List.copyOf(list);
    Require.atLeast("rows", rows, 1);
    Require.atLeast("batch", batch, 1);
    Require.atLeast("together", together, 1);
    Require.atLeast("draws", draws, 0);
    entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
  }

  /** Whether synonyms are asked for. */
  boolean synonyms() {
    return list.stream()
        .anyMatch(
            attack ->
                attack instanceof Pwws
                    || attack instanceof GradientWords words
                        && words.candidates() == GradientWords.Candidates.SYNONYMS);
  }

  /** The attacks by what they are called in metrics: as users write them. */
  Map<String, TextAttack> named() {
    Map<String, TextAttack> named = new LinkedHashMap<>();
    for (TextAttack attack : list) {
      boolean paper = attack instanceof Pwws pwws && pwws.variant() == Pwws.Variant.PAPER;
      String name =
          attack.name() + (paper ? "_" + Pwws.Variant.PAPER.name().toLowerCase(Locale.ROOT) : "");
      int number = 1;
      while (named.putIfAbsent(number == 1 ? name : name + number, attack) != null) {
        number++;
      }
    }
    return named;
  }
}
