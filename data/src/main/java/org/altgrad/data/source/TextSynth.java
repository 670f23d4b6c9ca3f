package org.altgrad.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;

/**
 * Synthetic reviews of films, {@link ReviewWriter}: label 0 disliked it, 1 liked it; example i has
 * label i mod 2. Columns {@code text}, {@code tokens}, {@code label}; splits {@code train}, {@code
 * validation}, {@code test}; attachment {@code vocabulary}.
 *
 * @param name {@code text_synth}
 * @param nTrain reviews to train on, those that are held out included; of the writer's seed
 * @param nTest reviews to test; of the seed that follows it
 * @param heldOut what is held out, and the seed
 * @param tokens what they are cut into; all words have a number
 */
public record TextSynth(
    String name, int nTrain, int nTest, @Inline HoldOut heldOut, @Inline TextTokens tokens)
    implements DataSource {

  public TextSynth {
    Require.that(name.equals("text_synth"), "name", "text_synth", name);
    Require.atLeast("nTrain", nTrain, 2);
    Require.atLeast("nTest", nTest, 1);
  }

  @Override
  public DataSet load(DataContext context) {
    Split train = reviews("train", nTrain, heldOut.seed());
    Split test = reviews("test", nTest, heldOut.seed() + 1);
    List<Split> splits = heldOut.complete(train, Optional.empty(), Optional.of(test));
    return new TextEncoding(tokens, Integer.MAX_VALUE, 1)
        .dataSet("synthetic reviews", 2, List.of(), heldOut.seed(), splits);
  }

  private static Split reviews(String split, int count, long seed) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 2);
    ReviewWriter writer = new ReviewWriter(seed);
    List<String> texts = Arrays.stream(labels).mapToObj(writer::write).toList();
    return TextEncoding.split(split, texts, labels);
  }
}
