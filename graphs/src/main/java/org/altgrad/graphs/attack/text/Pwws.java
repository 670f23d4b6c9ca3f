package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.base.Usual;
import org.altgrad.graphs.attack.text.Thesaurus.PartOfSpeech;
import org.altgrad.graphs.attack.text.Thesaurus.Sense;

/**
 * Probability-weighted word saliency (Ren et al., ACL 2019, P19-1103): puts synonyms in the place
 * of words, first where the word is worth much (its saliency S) and a synonym does much (D), by
 * {@code softmax(S) D}.
 *
 * @param name {@code pwws}
 * @param variant which recipe
 * @param reproduce whether a word that differs in case alone is a synonym, as in the library
 */
public record Pwws(
    String name,
    @Inline WordRules rules,
    Variant variant,
    @OnlyIf(key = "variant", is = "library") @Usual("false") boolean reproduce)
    implements TextAttack {

  /** Which recipe. */
  public enum Variant {
    /**
     * The attack library's, which the papers used: S and D are 1 - P(y) of the changed text, and
     * each word in turn becomes the best of all synonyms of all its senses, if that is better than
     * the text so far.
     */
    LIBRARY,
    /**
     * The original: S and D are how much P(y) falls, each word has one substitute, found in the
     * original text, and becomes it in turn. A word's part of speech is that in which it is met
     * most often, and a form of a word (a plural, a past tense) has no synonyms, for those of a
     * thesaurus are no such forms. A named entity becomes the most frequent one of its type in
     * other classes.
     */
    PAPER
  }

  public Pwws {
    Require.given("variant", variant);
  }

  /** What may stand in the place of a word of the original. */
  private record Substitutes(int place, List<Words> texts) {}

  @Override
  public Move begin(Start start) {
    List<Integer> eligible = start.eligible(rules);
    if (eligible.isEmpty()) {
      return new Move.Done(TextOutcome.Status.FAILED, start.words(), start.score());
    }
    return new Move.Ask(
        start.without(rules, eligible), answers -> substitutes(start, eligible, answers));
  }

  /** Asks for all substitutes of all words in the original text. */
  private Move substitutes(Start start, List<Integer> eligible, double[][] without) {
    double[] saliency = softmax(start, without);
    List<Substitutes> all =
        eligible.stream()
            .map(i -> new Substitutes(i, candidates(start, start.words(), i)))
            .toList();
    List<String> asked = all.stream().flatMap(one -> Greedy.texts(one.texts()).stream()).toList();
    return asked.isEmpty()
        ? new Move.Done(TextOutcome.Status.FAILED, start.words(), start.score())
        : new Move.Ask(asked, answers -> replace(start, all, saliency, answers));
  }

  /** Of S, which a shift does not change: that of both variants is the same. */
  private static double[] softmax(Start start, double[][] without) {
    double[] shares = Arrays.stream(without).mapToDouble(p -> Math.exp(start.score(p))).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  private Move replace(Start start, List<Substitutes> all, double[] saliency, double[][] answers) {
    double[] worth = new double[all.size()];
    List<Integer> places = new ArrayList<>();
    String[] best = new String[start.words().size()];
    int from = 0;
    for (int k = 0; k < worth.length; k++) {
      Substitutes one = all.get(k);
      int to = from + one.texts().size();
      places.add(one.place());
      if (to > from) {
        double[][] own = Arrays.copyOfRange(answers, from, to);
        int chosen = Greedy.best(start, own);
        double gain = start.score(own[chosen]) - (variant == Variant.PAPER ? start.score() : 0);
        worth[k] = saliency[k] * gain;
        best[one.place()] = one.texts().get(chosen).word(one.place());
      }
      from = to;
    }
    List<Integer> order =
        Greedy.byScore(places, worth).stream().filter(i -> best[i] != null).toList();
    return variant == Variant.LIBRARY
        ? new Greedy(start, order, (words, i) -> candidates(start, words, i)).begin()
        : fixed(start, order, best, start.words(), start.score());
  }

  /** Puts each word's one substitute in its place, whether it helps or not. */
  private static Move fixed(
      Start start, List<Integer> order, String[] best, Words current, double score) {
    if (order.isEmpty()) {
      return new Move.Done(TextOutcome.Status.FAILED, current, score);
    }
    if (!start.reads(current, order.get(0))) {
      return fixed(start, order.subList(1, order.size()), best, current, score);
    }
    Words next = current.with(order.get(0), best[order.get(0)]);
    return new Move.Ask(
        List.of(next.text()),
        answers -> {
          double reached = start.score(answers[0]);
          return start.wrong(answers[0])
              ? new Move.Done(TextOutcome.Status.SUCCEEDED, next, reached)
              : fixed(start, order.subList(1, order.size()), best, next, reached);
        });
  }

  private List<Words> candidates(Start start, Words words, int i) {
    String word = words.word(i);
    Entities entities = start.victim().entities();
    Optional<String> type = variant == Variant.PAPER ? entities.type(word) : Optional.empty();
    Stream<String> candidates =
        type.isPresent()
            ? entities.adversary(type.get(), start.label()).stream()
                .filter(entity -> !entity.equalsIgnoreCase(word))
            : synonyms(start.victim().thesaurus(), word).stream();
    return candidates.map(candidate -> words.with(i, candidate)).toList();
  }

  private Set<String> synonyms(Thesaurus thesaurus, String word) {
    return variant == Variant.PAPER
        ? ofSamePart(word, thesaurus.senses(word))
        : ofAllSenses(word, thesaurus.senses(word), reproduce);
  }

  /** Single words, other than the word, of all its senses. */
  static Set<String> ofAllSenses(String word, List<Sense> senses, boolean reproduce) {
    Set<String> synonyms = new LinkedHashSet<>();
    for (Sense sense : senses) {
      for (String lemma : sense.lemmas()) {
        boolean same = reproduce ? lemma.equals(word) : lemma.equalsIgnoreCase(word);
        if (!same && Words.of(lemma).size() == 1) {
          synonyms.add(lemma);
        }
      }
    }
    return synonyms;
  }

  /**
   * Lemmas of at most two words, other than the word and "be", of its senses in the part of speech
   * in which it is met most often, and in which it is no form of another.
   */
  static Set<String> ofSamePart(String word, List<Sense> senses) {
    Map<PartOfSpeech, Integer> uses = new EnumMap<>(PartOfSpeech.class);
    senses.forEach(sense -> uses.merge(sense.part(), sense.uses(), Integer::sum));
    Optional<PartOfSpeech> part =
        uses.entrySet().stream()
            .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
            .map(Map.Entry::getKey);
    Set<String> synonyms = new LinkedHashSet<>();
    for (Sense sense : senses) {
      if (part.filter(sense.part()::equals).isPresent() && sense.base().equalsIgnoreCase(word)) {
        sense.lemmas().stream()
            .filter(lemma -> !lemma.equalsIgnoreCase(word) && !lemma.equalsIgnoreCase("be"))
            .filter(lemma -> lemma.split(" ").length <= 2)
            .forEach(synonyms::add);
      }
    }
    return synonyms;
  }
}
