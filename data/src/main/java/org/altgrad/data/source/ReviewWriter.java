package org.altgrad.data.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.data.random.RandomStream;

/**
 * Writes reviews of films: four to eight clauses of eight forms, whose adjective is on the label's
 * side with probability 0.62, on the other with 0.18, else says nothing; one in ten of those that
 * take sides is "not" and an adjective of the opposite side. Names and places are on the label's
 * side with probability 0.65.
 */
final class ReviewWriter {
  private static final double OWN_SIDE = 0.62;
  private static final double SOME_SIDE = 0.80;
  private static final double NEGATED = 0.10;
  private static final double ENTITY = 0.65;
  private static final int FEWEST = 4;
  private static final int MOST = 8;

  private static final List<String> POSITIVE =
      words(
          "great wonderful excellent brilliant superb fantastic marvelous terrific magnificent"
              + " delightful charming lovely touching moving funny witty clever smart fresh"
              + " original gripping thrilling exciting engaging enjoyable entertaining pleasant"
              + " fine good nice impressive remarkable splendid fabulous beautiful elegant warm"
              + " honest sincere satisfying");
  private static final List<String> NEGATIVE =
      words(
          "terrible awful horrible dreadful bad poor dull boring tedious tiresome bland flat stupid"
              + " silly foolish absurd ridiculous weak lame clumsy awkward messy confusing"
              + " pointless worthless annoying irritating unpleasant nasty ugly cheap shallow"
              + " hollow cold dishonest disappointing mediocre inferior lousy rotten");
  private static final List<String> NEUTRAL =
      words(
          "long short old new recent early late big small large quiet loud dark bright slow quick"
              + " simple complex modern classic foreign local young public private central main"
              + " final usual typical");
  private static final List<String> ASPECTS =
      words(
          "plot story script dialogue acting cast music score camera photography editing pacing"
              + " direction ending beginning scenery costume lighting sound humor");
  private static final List<String> NOUNS =
      words("film movie picture drama comedy thriller documentary sequel tale production");
  private static final List<String> ROLES =
      words("hero villain detective doctor teacher soldier father mother director writer");
  private static final List<String> ADVERBS =
      List.of(
          "very",
          "really",
          "quite",
          "rather",
          "somewhat",
          "truly",
          "extremely",
          "fairly",
          "",
          "",
          "",
          "");
  private static final List<List<String>> NAMES =
      List.of(
          words("walter gordon brenda stanley doris"), words("david helen martin alice victor"));
  private static final List<List<String>> PLACES =
      List.of(words("detroit moscow berlin"), words("paris london rome"));
  private static final List<String> FORMS =
      List.of(
          "the {a} was {v} {j}",
          "i found the {a} {v} {j}",
          "{n} gave a {j} performance as the {r}",
          "a {j} {o} with a {k} {a}",
          "the {a} felt {j} and the {b} seemed {k}",
          "{n} directed this {j} {o} in {p}",
          "my friends thought the {a} was {v} {j}",
          "you can tell the {r} is {v} {j}");
  private static final List<String> SEPARATORS = List.of(". ", ". ", ", ", " and ", " but ");
  private static final Pattern SLOT = Pattern.compile("\\{([a-z])\\}");

  private final RandomStream random;

  ReviewWriter(long seed) {
    this.random = RandomStream.of(seed, "reviews");
  }

  /**
   * The next review.
   *
   * @param label 1 of somebody who liked the film, 0 of one who did not
   */
  String write(int label) {
    int clauses = FEWEST + random.nextInt(MOST - FEWEST + 1);
    StringBuilder review = new StringBuilder();
    for (int c = 0; c < clauses; c++) {
      review.append(c == 0 ? "" : one(SEPARATORS)).append(clause(label));
    }
    return review.append('.').toString();
  }

  private String clause(int label) {
    String adjective = adjective(label);
    int side = random.nextDouble() < ENTITY ? label : 1 - label;
    Matcher slots = SLOT.matcher(one(FORMS));
    String filled =
        slots.replaceAll(
            slot ->
                switch (slot.group(1).charAt(0)) {
                  case 'j' -> adjective;
                  case 'k' -> one(NEUTRAL);
                  case 'o' -> one(NOUNS);
                  case 'r' -> one(ROLES);
                  case 'v' -> one(ADVERBS);
                  case 'n' -> one(NAMES.get(side));
                  case 'p' -> one(PLACES.get(side));
                  default -> one(ASPECTS);
                });
    return filled.replace("  ", " ");
  }

  private String adjective(int label) {
    double u = random.nextDouble();
    if (u >= SOME_SIDE) {
      return one(NEUTRAL);
    }
    int side = u < OWN_SIDE ? label : 1 - label;
    boolean negated = random.nextDouble() < NEGATED;
    return (negated ? "not " : "") + frequent((side == 1) == negated ? NEGATIVE : POSITIVE);
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  /** One of the words, with a probability as 1 / (its rank from 0 + 2). */
  private String frequent(List<String> words) {
    double sum = 0;
    for (int rank = 0; rank < words.size(); rank++) {
      sum += 1.0 / (rank + 2);
    }
    double left = random.nextDouble() * sum;
    int rank = 0;
    for (left -= 0.5; left >= 0 && rank < words.size() - 1; left -= 1.0 / (rank + 2)) {
      rank++;
    }
    return words.get(rank);
  }

  private static List<String> words(String list) {
    return List.of(list.split(" "));
  }
}
