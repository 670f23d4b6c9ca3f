package org.altgrad.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Csv;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.SharedExamples;
import org.altgrad.data.Split;

/**
 * Labelled texts of a user: CSV files in UTF-8, gzipped or not, whose first line names the columns
 * {@code text} and {@code label} among others. Blanks, line breaks and tags {@code <br />} become
 * one blank. Columns {@code text}, {@code tokens}, {@code label}; splits {@code train}, {@code
 * validation}, {@code test}; attachment {@code vocabulary}.
 *
 * @param name {@code text_csv}
 * @param trainFile texts to train on
 * @param validationFile texts to choose by; empty to hold some out
 * @param testFile texts to test; empty to hold some out
 * @param classes how many classes there are; empty for those of the texts to train on
 * @param trainLimit use the first so many training texts, those that are held out included
 * @param testLimit use the first so many test texts
 * @param heldOut what is held out
 * @param encoding how they become numbers
 */
public record TextCsv(
    String name,
    Path trainFile,
    Optional<Path> validationFile,
    Optional<Path> testFile,
    Optional<Integer> classes,
    Optional<Integer> trainLimit,
    @OnlyIf(key = "test_file", not = "null") Optional<Integer> testLimit,
    @Inline HoldOut heldOut,
    @Inline TextEncoding encoding)
    implements DataSource, PartlyIdle {
  private static final String FORM = "a first line text,label";

  public TextCsv {
    Require.that(name.equals("text_csv"), "name", "text_csv", name);
    Require.atLeast("classes", classes.orElse(2), 2);
    Require.atLeast("trainLimit", trainLimit.orElse(1), 1);
    Require.atLeast("testLimit", testLimit.orElse(1), 1);
  }

  @Override
  public Map<String, String> idle() {
    return heldOut.idle(validationFile.isPresent(), testFile.isPresent());
  }

  @Override
  public DataSet load(DataContext context) {
    List<Provenance> files = new ArrayList<>();
    Split train = read("train", trainFile, classes.orElse(0), trainLimit, files);
    int count = classes.orElseGet(() -> ClassNumbers.count(train, "label"));
    Optional<Split> validation =
        validationFile.map(file -> read("validation", file, count, Optional.empty(), files));
    Optional<Split> test = testFile.map(file -> read("test", file, count, testLimit, files));
    List<Split> splits = heldOut.complete(train, validation, test);
    Map<String, Split> given = new LinkedHashMap<>(Map.of("train", train));
    validation.ifPresent(split -> given.put("validation", split));
    test.ifPresent(split -> given.put("test", split));
    return encoding
        .dataSet("texts of " + trainFile.getFileName(), count, files, heldOut.seed(), splits)
        .withHints(SharedExamples.notes(given));
  }

  private Split read(
      String split, Path path, int most, Optional<Integer> limit, List<Provenance> files) {
    CsvFile file = CsvFile.read(path, FORM).prefix(limit);
    files.add(file.provenance());
    int text = file.column("text");
    int[] labels = file.labels(file.column("label"), most);
    List<String> texts = new ArrayList<>();
    for (Csv.Row row : file.rows()) {
      texts.add(encoding.clean(row.fields().get(text), file.place(row)));
    }
    return TextEncoding.split(split, texts, labels).with(file.lines());
  }
}
