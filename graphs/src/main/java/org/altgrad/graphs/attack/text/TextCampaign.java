package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.altgrad.base.CpuTime;
import org.altgrad.base.Seal;
import org.altgrad.base.text.SentencePieces;
import org.altgrad.base.text.TokenSeal;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;

/**
 * All attacks of some settings on one classifier of texts.
 *
 * @param tokeniser what makes the numbers that the network reads
 * @param split whose columns {@code text} and {@code label} are attacked
 * @param draws of the network for each answer, 1 if it does not sample
 */
public record TextCampaign(
    TextAttackSettings settings,
    TextNetwork network,
    Tokeniser tokeniser,
    ResidentSplit split,
    Means means,
    int draws) {

  /**
   * What attacks may use besides.
   *
   * @param thesaurus where synonyms come from
   * @param entities named entities in the texts to train on
   * @param seed of all draws
   */
  public record Means(Thesaurus thesaurus, Entities entities, long seed) {

    /**
     * Of a data set: WordNet, if it is asked for, and the entities of the texts to train on.
     *
     * @throws IllegalArgumentException if WordNet is not there, or an entity is not one word
     */
    public static Means of(Context context, TextAttackSettings settings) {
      WordNet wordNet = new WordNet();
      if (settings.synonyms()) {
        try {
          wordNet.senses("word");
        } catch (IllegalStateException e) {
          throw new IllegalArgumentException("list: needs synonyms; " + e.getMessage(), e);
        }
      }
      Entities entities = Entities.NONE;
      if (!settings.entities().isEmpty()) {
        ResidentSplit train = context.split("train");
        entities = Entities.of(settings.entities(), train.texts("text"), train.integers("label"));
      }
      return new Means(wordNet, entities, context.seed());
    }
  }

  /**
   * @throws IllegalArgumentException if the network has vectors of other tokens, or an attack needs
   *     gradients and it has none
   */
  public TextCampaign {
    tokeniser.requireVectors(network.embedded());
    for (TextAttack attack : settings.list()) {
      if (attack.whiteBox() && network.gradient().isEmpty()) {
        throw new IllegalArgumentException(
            "list: must be without "
                + attack.name()
                + ", for the classifier does not look its tokens up in one table, in whose vectors"
                + " gradients would be taken");
      }
    }
  }

  /** What makes the tokens of a data set of texts, if it says so: its words, or pieces. */
  public static Optional<Tokeniser> found(Context context) {
    Set<String> kept = context.data().attachments().keySet();
    if (kept.contains("vocabulary")) {
      return Optional.of(Tokeniser.of(Vocabulary.of(context.attachment("vocabulary"))));
    }
    if (kept.contains("pieces")) {
      byte[] file = context.attachment("pieces");
      return Optional.of(
          Tokeniser.of(SentencePieces.of(file, "data.pieces", SentencePieces.SPECIAL)));
    }
    return Optional.empty();
  }

  /**
   * The same.
   *
   * @throws IllegalArgumentException if it does not say so
   */
  public static Tokeniser tokeniser(Context context) {
    return found(context)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "data: must be texts that are cut into words or pieces (data.tokens) to be"
                        + " attacked"));
  }

  /**
   * Refuses texts of other words or pieces than those with which a network was trained.
   *
   * @param trained empty if it does not say with which
   * @throws IllegalArgumentException in one line
   */
  public static void requireTokens(Context context, Optional<TokenSeal> trained) {
    Map<String, String> now = new HashMap<>();
    context.data().attachments().forEach((name, bytes) -> now.put(name, Seal.of(bytes.get())));
    trained
        .flatMap(of -> TokenSeal.of(now).flatMap(of::foreign))
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
  }

  /** What an attack came to. */
  public record Made(String attack, List<TextOutcome> outcomes, double cpuSeconds) {
    TextSummary summary() {
      return TextSummary.of(outcomes);
    }
  }

  /** Names of the attacks. */
  public Set<String> attacks() {
    return settings.named().keySet();
  }

  /**
   * Makes all attacks.
   *
   * @param fed what the network is to be fed besides
   */
  public List<Made> run(Calls calls, Map<? extends Operand<?>, ? extends Tensor> fed) {
    int count = Math.min(settings.rows(), split.count());
    List<String> texts = split.texts("text").subList(0, count);
    int[] labels = Arrays.copyOf(split.integers("label"), count);
    float[][] vectors = network.vectors(calls, tokeniser.size(), fed);
    TokenClassifier asked = classifier(network.by(calls, 0, draws, fed), vectors);
    Optional<WordGradients> gradients = network.gradient().map(g -> asked);
    TextVictim victim =
        new TextVictim(asked, gradients, means.thesaurus(), means.entities(), settings.together());
    // By draws that no attack has seen.
    TokenClassifier judge = classifier(network.by(calls, draws, draws, fed), vectors);
    List<Made> all = new ArrayList<>();
    settings
        .named()
        .forEach(
            (name, attack) -> {
              double start = CpuTime.seconds();
              List<TextOutcome> outcomes = victim.attack(attack, means.seed(), texts, labels);
              double used = CpuTime.seconds() - start;
              all.add(new Made(name, draws > 1 ? judged(judge, outcomes) : outcomes, used));
            });
    return all;
  }

  private TokenClassifier classifier(TokenClassifier.Network of, float[][] vectors) {
    return new TokenClassifier(tokeniser, network.reads(), settings.batch(), of, vectors);
  }

  /** Successes that are none for others have failed. */
  static List<TextOutcome> judged(TextClassifier judge, List<TextOutcome> outcomes) {
    List<TextOutcome> found =
        outcomes.stream().filter(o -> o.status() == TextOutcome.Status.SUCCEEDED).toList();
    List<String> texts = found.stream().map(o -> o.perturbed().text()).distinct().toList();
    double[][] p = texts.isEmpty() ? new double[0][] : judge.probabilities(texts);
    return outcomes.stream()
        .map(
            o ->
                found.contains(o)
                        && Start.mostProbable(p[texts.indexOf(o.perturbed().text())]) == o.label()
                    ? o.failed()
                    : o)
        .toList();
  }

  /**
   * As numbers by name: {@code accuracy}; of each attack {@code robust_NAME}, the share of the
   * texts that are still right, {@code success_NAME}, {@code words_NAME}, the mean share in percent
   * of the words that were changed, {@code queries_NAME} and {@code gradients_NAME}; {@code
   * robust_worst}, what no attack has turned.
   *
   * @param end of the names
   */
  public static Map<String, Double> metrics(List<Made> made, String end) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (Made one : made) {
      TextSummary of = one.summary();
      String name = one.attack() + end;
      all.put("robust_" + name, of.accuracyUnderAttack());
      put(all, "success_" + name, of.successRate());
      put(all, "words_" + name, of.wordsChanged());
      put(all, "queries_" + name, of.queries());
      put(all, "gradients_" + name, of.gradients());
    }
    if (made.size() > 1) {
      all.put("robust_worst" + end, worst(made));
    }
    return all;
  }

  /** A mean of nothing is no number. */
  private static void put(Map<String, Double> all, String name, double value) {
    if (!Double.isNaN(value)) {
      all.put(name, value);
    }
  }

  private static double worst(List<Made> made) {
    int texts = made.get(0).outcomes().size();
    return (double)
            IntStream.range(0, texts)
                .filter(
                    i ->
                        made.stream()
                            .allMatch(
                                one -> one.outcomes().get(i).status() == TextOutcome.Status.FAILED))
                .count()
        / texts;
  }

  /** A row for each attack. */
  public static Recording.Table attacks(List<Made> made) {
    List<List<?>> rows = new ArrayList<>();
    for (Made one : made) {
      TextSummary of = one.summary();
      long queries =
          one.outcomes().stream()
              .filter(o -> o.status() != TextOutcome.Status.SKIPPED)
              .mapToLong(TextOutcome::queries)
              .sum();
      rows.add(
          List.of(
              one.attack(),
              of.texts(),
              of.originalAccuracy(),
              of.accuracyUnderAttack(),
              cell(of.successRate()),
              cell(of.wordsChanged()),
              cell(of.queries()),
              cell(of.gradients()),
              cell(one.cpuSeconds()),
              cell(queries / one.cpuSeconds())));
    }
    return new Recording.Table(
        List.of(
            "attack",
            "texts",
            "clean",
            "robust",
            "success",
            "words_changed",
            "queries",
            "gradients",
            "cpu_seconds",
            "queries_per_cpu_second"),
        rows);
  }

  private static Object cell(double value) {
    return Double.isFinite(value) ? value : "";
  }

  /** {@link TextSummary#table} of each attack, with its name. */
  public static Recording.Table texts(List<Made> made) {
    List<String> columns = new ArrayList<>(List.of("attack"));
    columns.addAll(TextSummary.table(List.of()).columns());
    List<List<?>> rows = new ArrayList<>();
    for (Made one : made) {
      for (List<?> row : TextSummary.table(one.outcomes()).rows()) {
        List<Object> whole = new ArrayList<>(List.of(one.attack()));
        whole.addAll(row);
        rows.add(whole);
      }
    }
    return new Recording.Table(columns, rows);
  }
}
