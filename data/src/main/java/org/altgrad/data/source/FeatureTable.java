package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;

/**
 * Features of a user, computed elsewhere, with their labels. Columns {@code feature} float32 {@code
 * [d]}, {@code label}; splits {@code train}, {@code validation}, {@code test}.
 *
 * @param name {@code features}
 * @param train files to train on
 * @param validation files to choose by; without features some are held out
 * @param test files to test; without features some are held out
 * @param classes how many classes there are; empty for those of the labels to train on
 * @param trainLimit use the first so many training rows, those that are held out included
 * @param testLimit use the first so many test rows
 * @param heldOut what is held out
 */
public record FeatureTable(
    String name,
    FeatureFiles train,
    FeatureFiles validation,
    FeatureFiles test,
    Optional<Integer> classes,
    Optional<Integer> trainLimit,
    Optional<Integer> testLimit,
    @Inline HoldOut heldOut)
    implements DataSource, PartlyIdle {

  public FeatureTable {
    Require.that(name.equals("features"), "name", "features", name);
    Require.that(train.features().isPresent(), "train", "given with features", "without");
    Require.atLeast("classes", classes.orElse(2), 2);
    Require.atLeast("trainLimit", trainLimit.orElse(1), 1);
    Require.atLeast("testLimit", testLimit.orElse(1), 1);
  }

  @Override
  public Map<String, String> idle() {
    return heldOut.idle(validation.features().isPresent(), test.features().isPresent());
  }

  @Override
  public DataSet load(DataContext context) {
    List<Provenance> files = new ArrayList<>();
    Split trained =
        train
            .split("train", classes.orElse(0), files)
            .orElseThrow()
            .prefix(trainLimit.orElse(Integer.MAX_VALUE));
    int count = classes.orElseGet(() -> 1 + trained.column("label").maxLabel());
    List<Split> splits =
        heldOut.complete(
            trained,
            validation.split("validation", count, files),
            test.split("test", count, files));
    splits.replaceAll(
        split ->
            split.name().equals("test")
                ? split.prefix(testLimit.orElse(Integer.MAX_VALUE))
                : split);
    int width = trained.column("feature").exampleSize();
    for (Split split : splits) {
      int own = split.column("feature").exampleSize();
      if (own != width) {
        throw new DataException(
            "data.%s: must have %d features, as data.train, but has %d"
                .formatted(split.name(), width, own));
      }
    }
    String title = "features of " + train.features().orElseThrow().getFileName();
    return DataSet.of(title, count, files, splits.toArray(Split[]::new));
  }
}
