package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.base.Usual;

/**
 * A white-box attack (compare HotFlip, Ebrahimi et al. 2018, arXiv:1712.06751): to first order, a
 * word with vector v becoming one with vector v' raises the loss by g · (v' - v), where g is the
 * gradient in the word. Of a word of several tokens (pieces of a word) v is what they have
 * together: it is left out, Σ g_i · v_i, and the candidate comes at the mean of their gradients,
 * which is exact where the loss is linear in the sum of vectors. The word and the candidates that
 * promise most are tried first, and kept if the classifier is less sure of the class than before;
 * then the gradient is taken anew. Each word is tried once.
 *
 * @param name {@code gradient_words}
 * @param candidates what may stand in the place of a word
 * @param neighbours how many of the nearest words
 * @param tries how many candidates of a word are asked for, in one call
 */
public record GradientWords(
    String name,
    @Inline WordRules rules,
    Candidates candidates,
    @OnlyIf(key = "candidates", is = "nearest") @Usual("8") int neighbours,
    int tries)
    implements TextAttack {

  /** What may stand in the place of a word. */
  public enum Candidates {
    /** The words whose vectors are nearest. */
    NEAREST,
    /** Those of {@link Pwws}, library variant. */
    SYNONYMS,
    /** Those of {@link DeepWordBug}, whose distance from the original holds here as well. */
    MISSPELT
  }

  public GradientWords {
    Require.given("candidates", candidates);
    Require.atLeast("neighbours", neighbours, 1);
    Require.atLeast("tries", tries, 1);
  }

  /**
   * A word and what it may become.
   *
   * @param texts with the most promising candidates, the best first
   * @param gain by which the best is to raise the loss
   */
  private record Choice(int place, List<Words> texts, double gain) {}

  /**
   * What a text's word does.
   *
   * @param gradient mean of its tokens'
   * @param own the sum over its tokens of gradient · vector
   */
  private record Seen(double[] gradient, double own) {
    double gain(List<float[]> candidate) {
      double gain = -own;
      for (float[] vector : candidate) {
        for (int d = 0; d < vector.length; d++) {
          gain += gradient[d] * vector[d];
        }
      }
      return gain;
    }
  }

  @Override
  public boolean whiteBox() {
    return true;
  }

  @Override
  public Move begin(Start start) {
    return look(start, start.eligible(rules), start.words(), start.score());
  }

  /** Takes the gradient, and tries the words that are left. */
  private Move look(Start start, List<Integer> places, Words current, double score) {
    if (places.isEmpty()) {
      return new Move.Done(TextOutcome.Status.FAILED, current, score);
    }
    return new Move.Differentiate(
        current.text(),
        tokens -> attempt(start, choices(start, places, current, tokens), current, score));
  }

  private Move attempt(Start start, List<Choice> choices, Words current, double score) {
    if (choices.isEmpty()) {
      return new Move.Done(TextOutcome.Status.FAILED, current, score);
    }
    List<Words> texts = choices.get(0).texts();
    List<Choice> rest = choices.subList(1, choices.size());
    return new Move.Ask(
        Greedy.texts(texts),
        answers -> {
          int best = Greedy.best(start, answers);
          double reached = start.score(answers[best]);
          if (!(reached > score)) {
            return attempt(start, rest, current, score);
          }
          return start.wrong(answers[best])
              ? new Move.Done(TextOutcome.Status.SUCCEEDED, texts.get(best), reached)
              : look(start, rest.stream().map(Choice::place).toList(), texts.get(best), reached);
        });
  }

  /** The words that the classifier sees and that have candidates, the most promising one first. */
  private List<Choice> choices(
      Start start, List<Integer> places, Words current, List<WordGradients.Token> tokens) {
    int[] starts = current.starts();
    List<Choice> choices = new ArrayList<>();
    for (int place : places) {
      int end = starts[place] + current.word(place).length();
      List<WordGradients.Token> own =
          tokens.stream().filter(t -> t.end() > starts[place] && t.start() < end).toList();
      if (!own.isEmpty()) {
        choice(start, place, current, seen(own)).ifPresent(choices::add);
      }
    }
    choices.sort(Comparator.comparingDouble(choice -> -choice.gain()));
    return choices;
  }

  private static Seen seen(List<WordGradients.Token> tokens) {
    double[] gradient = new double[tokens.get(0).vector().length];
    double own = 0;
    for (WordGradients.Token token : tokens) {
      for (int d = 0; d < gradient.length; d++) {
        gradient[d] += (double) token.gradient()[d] / tokens.size();
        own += (double) token.gradient()[d] * token.vector()[d];
      }
    }
    return new Seen(gradient, own);
  }

  private Optional<Choice> choice(Start start, int place, Words current, Seen seen) {
    record Ranked(Words text, double gain) {}
    List<Ranked> ranked = new ArrayList<>();
    for (Words text : candidates(start, place, current)) {
      List<float[]> vectors = start.victim().gradients().orElseThrow().vectors(text.word(place));
      if (!vectors.isEmpty()) {
        ranked.add(new Ranked(text, seen.gain(vectors)));
      }
    }
    ranked.sort(Comparator.comparingDouble(candidate -> -candidate.gain()));
    return ranked.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Choice(
                place,
                ranked.stream().limit(tries).map(Ranked::text).toList(),
                ranked.get(0).gain()));
  }

  private List<Words> candidates(Start start, int place, Words current) {
    String word = current.word(place);
    return switch (candidates) {
      case NEAREST ->
          start.neighbours().orElseThrow().of(word, neighbours).stream()
              .map(near -> current.with(place, near))
              .toList();
      case SYNONYMS ->
          Pwws.ofAllSenses(word, start.victim().thesaurus().senses(word), false).stream()
              .map(synonym -> current.with(place, synonym))
              .toList();
      case MISSPELT ->
          DeepWordBug.misspelt(start, current, place, DeepWordBug.EDITS, DeepWordBug.MAX_EDITS);
    };
  }
}
