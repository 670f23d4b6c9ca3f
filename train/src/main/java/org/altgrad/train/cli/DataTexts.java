package org.altgrad.train.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;

/** Says what is in a split of texts, and prints the first ones as networks read them. */
final class DataTexts {
  private static final int DEFAULT_COUNT = 6;
  private static final int WIDTH = 100;
  private static final String INDENT = "    ";

  private DataTexts() {}

  /** The lines to print. */
  static String lines(DataSet data, Split split, OptionalInt count) {
    int examples = Math.min(count.orElse(DEFAULT_COUNT), split.count());
    StringBuilder lines = new StringBuilder(summary(data, split));
    for (int i = 0; i < examples; i++) {
      String text = split.text("text").values().get(i);
      lines.append("\n%d, label %d\n".formatted(i, split.column("label").label(i)));
      lines.append(wrapped(text.strip().split("\\s+")));
      if (data.attachments().containsKey("vocabulary")) {
        Vocabulary words = Vocabulary.of(data.attachment("vocabulary").content());
        String[] read =
            Arrays.stream(tokens(split, i))
                .filter(id -> id != Vocabulary.PADDING)
                .mapToObj(words::word)
                .toArray(String[]::new);
        lines.append("  read as\n").append(wrapped(read));
      }
    }
    return lines.toString();
  }

  private static String summary(DataSet data, Split split) {
    int length = split.column("tokens").exampleSize();
    int padding = data.attachments().containsKey("vocabulary") ? Vocabulary.PADDING : -1;
    TreeMap<Integer, Integer> labels = new TreeMap<>();
    long tokens = 0;
    long unknown = 0;
    int full = 0;
    for (int i = 0; i < split.count(); i++) {
      labels.merge(split.column("label").label(i), 1, Integer::sum);
      int[] ids = tokens(split, i);
      tokens += Arrays.stream(ids).filter(id -> id != padding).count();
      unknown += Arrays.stream(ids).filter(id -> id == padding + 1).count();
      full += ids[length - 1] == padding ? 0 : 1;
    }
    String byLabel =
        labels.entrySet().stream()
            .map(entry -> entry.getValue() + " of class " + entry.getKey())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s, %s: %d texts, %s%ntokens   %.1f of %d on average, %.1f %% of them unknown; %.1f %% of"
            + " texts fill all%n",
        data.name(),
        split.name(),
        split.count(),
        byLabel,
        (double) tokens / split.count(),
        length,
        100.0 * unknown / tokens,
        100.0 * full / split.count());
  }

  private static int[] tokens(Split split, int i) {
    Column tokens = split.column("tokens");
    var numbers = tokens.example(i).asIntBuffer();
    return IntStream.range(0, tokens.exampleSize()).map(numbers::get).toArray();
  }

  private static String wrapped(String[] words) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    StringBuilder line = new StringBuilder(INDENT);
    for (String word : words) {
      if (line.length() + word.length() > WIDTH && line.length() > INDENT.length()) {
        lines.add(line.toString().stripTrailing());
        line.setLength(INDENT.length());
      }
      line.append(word).append(' ');
    }
    return lines.add(line.toString().stripTrailing()).toString();
  }
}
