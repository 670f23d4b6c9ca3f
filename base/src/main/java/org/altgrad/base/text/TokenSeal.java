package org.altgrad.base.text;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What numbers the words or pieces of a network's texts, to know it again: as many others would do,
 * and each be taken for another one.
 *
 * @param name of the data set's attachment, {@code vocabulary} or {@code pieces}
 * @param sha256 of its bytes
 */
public record TokenSeal(String name, String sha256) {
  private static final String WORDS = "vocabulary";
  private static final String PIECES = "pieces";
  private static final int SHOWN = 16;

  /** Among the SHA-256 of all that a data set came from, by name; empty if there are no texts. */
  public static Optional<TokenSeal> of(Map<?, ?> sums) {
    return Stream.of(WORDS, PIECES)
        .filter(sums::containsKey)
        .findFirst()
        .map(name -> new TokenSeal(name, sums.get(name).toString()));
  }

  /**
   * Why a network that was trained with these reads no texts of others, in one line; empty if they
   * are the same.
   */
  public Optional<String> foreign(TokenSeal now) {
    if (equals(now)) {
      return Optional.empty();
    }
    if (!name.equals(now.name)) {
      return Optional.of(
          "data.tokens: must be %s, as in the training of the network, but is %s"
              .formatted(kind(), now.kind()));
    }
    return Optional.of(
        (name.equals(WORDS)
                ? "data: must have the words of the network's training (SHA-256 %s…) but has others"
                    + " (%s…), whose numbers mean other words to it; they are those of the split"
                    + " train: keep the data.* of the training, and name other texts as"
                    + " data.test_file"
                : "data.pieces: must be the file of the network's training (SHA-256 %s…) but is"
                    + " another (%s…), whose numbers mean other pieces to it")
            .formatted(shown(sha256), shown(now.sha256)));
  }

  private String kind() {
    return name.equals(WORDS) ? "words" : "pieces";
  }

  private static String shown(String sum) {
    return sum.substring(0, Math.min(SHOWN, sum.length()));
  }
}
