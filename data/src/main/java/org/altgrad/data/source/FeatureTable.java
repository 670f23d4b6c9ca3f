package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.data.Attachment;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.SharedExamples;
import org.altgrad.data.Split;

/**
 * Features of a user, computed elsewhere, with their labels. Columns {@code feature} float32 {@code
 * [d]}, {@code label}; splits {@code train}, {@code validation}, {@code test}.
 *
 * @param name {@code features}
 * @param train files to train on
 * @param validation files to choose by; without features some are held out
 * @param test files to test; without features some are held out
 * @param limits how many rows to use, and how many classes there are
 * @param heldOut what is held out
 */
public record FeatureTable(
    String name,
    FeatureFiles train,
    FeatureFiles validation,
    FeatureFiles test,
    @Inline OwnLimits limits,
    @Inline HoldOut heldOut)
    implements DataSource, PartlyIdle {

  public FeatureTable {
    Require.that(name.equals("features"), "name", "features", name);
    Require.that(train.features().isPresent(), "train", "given with features", "without");
  }

  @Override
  public Map<String, String> idle() {
    return heldOut.idle(validation.features().isPresent(), test.features().isPresent());
  }

  @Override
  public DataSet load(DataContext context) {
    List<Provenance> files = new ArrayList<>();
    FeatureFiles.Content content =
        train.read("train", limits.classes().orElse(0), List.of(), files).orElseThrow();
    List<String> names = content.names();
    Split trained = content.split().prefix(limits.trainLimit().orElse(Integer.MAX_VALUE));
    int count = limits.classes(trained, "label");
    Map<String, Split> splits = new LinkedHashMap<>(Map.of("train", trained));
    validation
        .read("validation", count, names, files)
        .ifPresent(it -> splits.put("validation", it.split()));
    test.read("test", count, names, files).ifPresent(it -> splits.put("test", it.split()));
    int width = trained.column("feature").exampleSize();
    splits.forEach(
        (name, split) -> {
          int own = split.column("feature").exampleSize();
          if (own != width) {
            throw new DataException(
                "data.%s: must have %d features, as data.train, but has %d"
                    .formatted(name, width, own));
          }
        });
    String title = "features of " + train.features().orElseThrow().getFileName();
    DataSet all =
        DataSet.of(title, count, files, limits.completed(heldOut, splits))
            .withHints(SharedExamples.notes(splits));
    for (String what : content.numbering()) {
      all = all.withHints(List.of(what + "; write the file without if that is not meant"));
    }
    return names.isEmpty() ? all : all.with(Attachment.lines("inputs", names, title));
  }
}
