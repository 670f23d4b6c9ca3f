package org.altgrad.data.source;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.altgrad.base.Require;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.base.text.WordTokens;
import org.altgrad.data.Attachment;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;
import org.altgrad.data.TextColumn;

/**
 * How texts become numbers: column {@code tokens} int32 {@code [length]} beside the column of text
 * {@code text}.
 *
 * @param length tokens of a text that are kept; shorter ones are filled up
 * @param vocabularyLimit most words that have a number, the most frequent ones
 * @param minCount how often such a word must occur in the texts to train on
 */
public record TextEncoding(int length, int vocabularyLimit, int minCount) {
  private static final Pattern BREAK = Pattern.compile("<br ?/>");
  private static final int SHOWN = 40;

  public TextEncoding {
    Require.atLeast("length", length, 1);
    Require.atLeast("vocabularyLimit", vocabularyLimit, 1);
    Require.atLeast("minCount", minCount, 1);
  }

  /**
   * A text without tags {@code <br />}.
   *
   * @param place where it stands, for the beginning of a message
   * @throws DataException if it has no tokens
   */
  String clean(String text, String place) {
    String clean = BREAK.matcher(text).replaceAll(" ");
    if (WordTokens.of(clean).isEmpty()) {
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
      throw new DataException(
          place + "text: must have a word of letters from a to z but is '" + shown + "'");
    }
    return clean;
  }

  /** A split of texts, without tokens yet. */
  static Split split(String name, List<String> texts, int[] labels) {
    return Split.of(name, Column.labels(labels)).with(new TextColumn("text", texts));
  }

  /**
   * The data set of some splits of texts, with tokens.
   *
   * @param splits {@code train} first
   * @param files where the texts came from; empty if they were generated
   * @param seed of those that were
   */
  DataSet dataSet(String name, int classes, List<Provenance> files, long seed, List<Split> splits) {
    List<String> train = splits.get(0).text("text").values();
    Iterable<List<String>> words = () -> train.stream().map(WordTokens::of).iterator();
    Vocabulary vocabulary = Vocabulary.of(words, vocabularyLimit, minCount);
    List<Split> encoded = new ArrayList<>();
    for (Split split : splits) {
      encoded.add(split.with(tokens(vocabulary, split.text("text").values())));
    }
    DataSet data =
        files.isEmpty()
            ? Generated.of(name, classes, seed, encoded)
            : DataSet.of(name, classes, files, encoded.toArray(Split[]::new));
    return data.with(Attachment.of("vocabulary", vocabulary.bytes(), "words of split train"));
  }

  private Column tokens(Vocabulary vocabulary, List<String> texts) {
    List<Integer> shape = List.of(length);
    var data = Column.allocate(ElementType.INT32, shape, texts.size());
    IntBuffer numbers = data.asIntBuffer();
    for (String text : texts) {
      numbers.put(vocabulary.ids(WordTokens.of(text), length));
    }
    return new Column("tokens", ElementType.INT32, shape, texts.size(), 1f, data);
  }
}
