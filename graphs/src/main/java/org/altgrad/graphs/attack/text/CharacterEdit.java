package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A slip of the pen. Each makes one random draw of a word of two or more characters. */
public enum CharacterEdit {
  /** Two neighbours change places. */
  SWAP {
    @Override
    void apply(List<Integer> word, SplittableRandom random) {
      int at = random.nextInt(word.size() - 1);
      word.add(at, word.remove(at + 1));
    }
  },
  /** A character becomes a random letter. */
  SUBSTITUTE {
    @Override
    void apply(List<Integer> word, SplittableRandom random) {
      word.set(random.nextInt(word.size()), letter(random));
    }
  },
  /** A character is left out. */
  DELETE {
    @Override
    void apply(List<Integer> word, SplittableRandom random) {
      word.remove(random.nextInt(word.size()));
    }
  },
  /** A random letter comes before a character. */
  INSERT {
    @Override
    void apply(List<Integer> word, SplittableRandom random) {
      word.add(random.nextInt(word.size()), letter(random));
    }
  },
  /** A small letter becomes one of another alphabet that looks like it. */
  HOMOGLYPH {
    @Override
    void apply(List<Integer> word, SplittableRandom random) {
      int[] places =
          IntStream.range(0, word.size()).filter(i -> ALIKE.containsKey(word.get(i))).toArray();
      if (places.length > 0) {
        int at = places[random.nextInt(places.length)];
        word.set(at, ALIKE.get(word.get(at)));
      }
    }
  };

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** Letters of the Cyrillic and other alphabets, by the Latin ones that they look like. */
  private static final Map<Integer, Integer> ALIKE = alike();

  private static Map<Integer, Integer> alike() {
    String latin = "abcdeghijlmnopqrsuvwxyz";
    String other =
        "\u0251\u042c\u03f2\u0501\u0435\u0261\u0570\u0456\u03f3\u217c\uff4d\u0578"
            + "\u043e\u0440\u051b\u2c85\u0455\u057d\u0475\u051d\u0445\u0443\u1d22";
    Map<Integer, Integer> alike = new HashMap<>();
    for (int i = 0; i < latin.length(); i++) {
      alike.put((int) latin.charAt(i), (int) other.charAt(i));
    }
    return Map.copyOf(alike);
  }

  /** Changes a word of two or more characters in place. */
  abstract void apply(List<Integer> word, SplittableRandom random);

  private static int letter(SplittableRandom random) {
    return LETTERS.charAt(random.nextInt(LETTERS.length()));
  }

  /**
   * What edits make of a word, without it and without doubles; nothing of a word of one character.
   */
  static Set<String> candidates(String word, List<CharacterEdit> edits, SplittableRandom random) {
    Set<String> candidates = new LinkedHashSet<>();
    List<Integer> characters = word.codePoints().boxed().toList();
    if (characters.size() > 1) {
      for (CharacterEdit edit : edits) {
        List<Integer> edited = new ArrayList<>(characters);
        edit.apply(edited, random);
        StringBuilder text = new StringBuilder();
        edited.forEach(text::appendCodePoint);
        candidates.add(text.toString());
      }
      candidates.remove(word);
    }
    return candidates;
  }
}
