package org.altgrad.graphs.attack.text;

import java.util.List;

/** What words mean, and which others mean the same. */
@FunctionalInterface
public interface Thesaurus {

  /**
   * The senses of a word and of the words that it is a form of; case does not matter. None of a
   * word that is not known.
   */
  List<Sense> senses(String word);

  /** Parts of speech that have synonyms. */
  enum PartOfSpeech {
    NOUN,
    VERB,
    ADJECTIVE,
    ADVERB
  }

  /**
   * One meaning of a word.
   *
   * @param base the word, or what it is a form of, in small letters
   * @param lemmas words for this meaning, that word among them; several words with blanks between
   * @param uses how often the word was met in this meaning
   */
  record Sense(PartOfSpeech part, String base, List<String> lemmas, int uses) {
    public Sense {
      lemmas = List.copyOf(lemmas);
    }
  }
}
