package org.altgrad.data.source;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.base.text.SentencePieces;
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
 * @param tokens what they are cut into
 * @param vocabularyLimit most words that have a number, the most frequent ones
 * @param minCount how often such a word must occur in the texts to train on
 */
public record TextEncoding(
    @Inline TextTokens tokens,
    @OnlyIf(key = "tokens", is = "words") int vocabularyLimit,
    @OnlyIf(key = "tokens", is = "words") int minCount) {
  private static final Pattern GAP = Pattern.compile("(?:\\s|<br ?/>)+");
  private static final int SHOWN = 40;

  public TextEncoding {
    Require.atLeast("vocabularyLimit", vocabularyLimit, 1);
    Require.atLeast("minCount", minCount, 1);
  }

  /**
   * A text with one blank for each run of blanks, line breaks and tags {@code <br />}.
   *
   * @param place where it stands, for the beginning of a message
   * @throws DataException if it has no tokens
   */
  String clean(String text, String place) {
    String clean = GAP.matcher(text).replaceAll(" ").strip();
    if (tokens.none(clean)) {
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
      throw new DataException(place + "text: must " + tokens.form() + " but is '" + shown + "'");
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
    boolean words = tokens.tokens() == TextTokens.TokenKind.WORDS;
    Attachment attachment;
    Function<String, int[]> ids;
    if (words) {
      Vocabulary vocabulary = vocabulary(splits.get(0).text("text").values());
      attachment = Attachment.of("vocabulary", vocabulary.bytes(), "words of split train");
      ids = text -> vocabulary.ids(WordTokens.of(text), tokens.length());
    } else {
      SentencePieces pieces = tokens.readPieces();
      attachment = Attachment.of("pieces", tokens.pieces().orElseThrow());
      ids = text -> tokens.ids(pieces, text);
    }
    List<Split> encoded = new ArrayList<>();
    for (Split split : splits) {
      encoded.add(split.with(column(split.text("text").values(), ids)));
    }
    DataSet data =
        files.isEmpty()
            ? Generated.of(name, classes, seed, encoded)
            : DataSet.of(name, classes, files, encoded.toArray(Split[]::new));
    return data.with(attachment);
  }

  private Vocabulary vocabulary(List<String> texts) {
    Iterable<List<String>> words = () -> texts.stream().map(WordTokens::of).iterator();
    return Vocabulary.of(words, vocabularyLimit, minCount);
  }

  private Column column(List<String> texts, Function<String, int[]> ids) {
    List<Integer> shape = List.of(tokens.length());
    var data = Column.allocate(ElementType.INT32, shape, texts.size());
    IntBuffer numbers = data.asIntBuffer();
    texts.forEach(text -> numbers.put(ids.apply(text)));
    return new Column("tokens", ElementType.INT32, shape, texts.size(), 1f, data);
  }
}
