package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.altgrad.base.ShellCommand;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.MissingColumnException;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.SharedExamples;
import org.altgrad.data.Split;
import org.altgrad.data.TooFewException;
import org.altgrad.data.source.DataContext;
import org.altgrad.data.source.DataSource;
import org.altgrad.data.source.DataSources;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.config.PathKeys;
import org.altgrad.train.export.Description;
import org.altgrad.train.run.RunException;

/**
 * Data for an exported network: those that it was trained on, with the settings that they had, or
 * others.
 *
 * @param export its folder, for messages
 */
record TrainedData(Path export, Description model) {
  /** Names that a message has room for. */
  private static final int FEW = 6;

  /**
   * Settings of a data set as overrides, {@code data=OPTION} first.
   *
   * @param option of the group {@code data}
   * @param same whether it is the one of the training
   */
  record Chosen(String option, boolean same, List<String> overrides) {}

  /**
   * The settings of a data set.
   *
   * @param data option that is asked for; null: that of the training
   * @throws ConfigException if there is no such option, or the export does not say its own
   */
  Chosen chosen(String data) {
    Description.Data trained = model.data();
    if (data == null && trained.option().isEmpty()) {
      throw new ConfigException(
          "--data SET: must be given, for the export is of an older program and does not say what"
              + " the network was trained on; export the run again");
    }
    String option = data == null ? trained.option() : data;
    List<String> all = new ArrayList<>(List.of("data=" + option));
    Config plain = data == null ? trained(all) : compose(all);
    Object name = plain.find("data.name").orElse(option);
    boolean same = name.equals(trained.settings().get("name"));
    if (same) {
      Map<String, Object> usual = plain.flat();
      // What is as usual may be of no effect, which would be refused.
      trained
          .settings()
          .forEach(
              (key, value) -> {
                if (!String.valueOf(usual.get("data." + key)).equals(String.valueOf(value))) {
                  all.add(OverrideWriter.assign("data." + key, value));
                }
              });
      trained(all);
    }
    return new Chosen(option, same, List.copyOf(all));
  }

  /**
   * Loads a split of a data set.
   *
   * @param data option that is asked for; null: that of the training
   * @param overrides settings of it that were typed
   * @param fits refuses examples that are none of the network's, before their names are looked at
   */
  Split load(
      String data, List<String> overrides, String split, PrintWriter out, Consumer<Split> fits) {
    for (String override : overrides) {
      if (!override.startsWith("data.")) {
        throw new ConfigException(override + ": only settings of the data set (data.…) fit here");
      }
    }
    Chosen chosen = chosen(data);
    KeptSettings kept = new KeptSettings(chosen.overrides(), overrides);
    List<String> notes = new ArrayList<>();
    DataSet loaded = null;
    Config config = null;
    while (loaded == null) {
      config = compose(kept.all());
      try {
        loaded =
            source(chosen, config).load(DataContext.standard(true, new DownloadLines(System.err)));
      } catch (MissingColumnException e) {
        notes.add(kept.leaveOut(e, model.inputNames()).orElseThrow(() -> hinted(e, kept)));
      } catch (TooFewException e) {
        String words = ShellCommand.joined(kept.withoutHoldOut());
        throw new DataException(e.what() + "; all of them are predicted with " + words, e);
      }
    }
    boolean changed = tell(chosen, config, out);
    notes.forEach(line -> out.println("             " + line));
    DataSet found = loaded;
    requireColumns(found);
    fits.accept(found.splits().values().iterator().next());
    model
        .data()
        .seal()
        .flatMap(seal -> seal.foreign(found))
        .ifPresent(
            why -> {
              throw new ConfigException(why);
            });
    Split examples = examples(loaded, split);
    heldOut(loaded, examples, kept).ifPresent(line -> out.println("             " + line));
    if (chosen.same() && !changed) {
      compare(loaded, out);
    } else if (chosen.same()) {
      changes(chosen, examples).ifPresent(line -> out.println("             " + line));
    }
    return examples;
  }

  /** Columns that are not there are wrong before anything else is. */
  private void requireColumns(DataSet data) {
    List<String> there = data.inputNames();
    List<String> missing =
        model.inputNames().stream().filter(name -> !there.contains(name)).toList();
    if (!there.isEmpty() && !missing.isEmpty()) {
      throw new ConfigException(
          "%s: must have the columns of the training but has no %s; it has %s"
              .formatted(data.name(), few(missing), few(there)));
    }
  }

  private static String few(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(FEW, names.size())));
    return names.size() > FEW ? first + ", …" : first;
  }

  private static Split examples(DataSet data, String split) {
    if (data.splits().keySet().equals(Set.of("train")) && !split.equals("train")) {
      throw new DataException(
          "data set %s has no split %s; all of it is predicted with --split train"
              .formatted(data.name(), split));
    }
    return data.split(split);
  }

  /** That examples are but a part of the file that was named, drawn from it at random. */
  private static Optional<String> heldOut(DataSet data, Split examples, KeptSettings kept) {
    Optional<String> file = examples.origin().map(RowOrigin::given);
    int all =
        data.splits().values().stream()
            .filter(split -> split.origin().map(RowOrigin::given).equals(file))
            .mapToInt(Split::count)
            .sum();
    return file.isEmpty() || all == examples.count()
        ? Optional.empty()
        : kept.wholeFile()
            .map(
                words ->
                    "%s is but %d of the %d rows of %s; all of them are predicted with %s"
                        .formatted(
                            examples.name(),
                            examples.count(),
                            all,
                            Path.of(file.get()).getFileName(),
                            ShellCommand.joined(words)));
  }

  private static DataException hinted(MissingColumnException missing, KeptSettings kept) {
    String rows =
        missing.setting().equals("data.split") ? "rows of no split" : "rows without labels";
    return kept.without(missing)
        .map(
            words ->
                new DataException(
                    "%s; %s are predicted with %s"
                        .formatted(missing.getMessage(), rows, ShellCommand.joined(words)),
                    missing))
        .orElse(missing);
  }

  /** What the examples are beside those that the settings of the training make. */
  private static Optional<String> changes(Chosen chosen, Split examples) {
    Map<String, Split> own;
    try {
      own =
          source(chosen, compose(chosen.overrides()))
              .load(DataContext.standard(false, new DownloadLines(System.err)))
              .splits();
    } catch (DataException e) {
      return Optional.empty(); // they are not there any more
    }
    Split before = own.get(examples.name());
    if (before != null && examples.sameExamples(before)) {
      return Optional.of("which changes nothing of " + examples.name());
    }
    Split train = own.values().iterator().next();
    long seen = examples.name().equals(train.name()) ? 0 : SharedExamples.count(examples, train);
    return seen == 0
        ? Optional.empty()
        : Optional.of(
            "%d of the %d examples of %s are among those that the network was trained on"
                .formatted(seen, examples.count(), examples.name()));
  }

  /** Says whether data with the settings of the training are those of the training. */
  void compare(DataSet loaded, PrintWriter out) {
    String unknown = "the export does not say whether they are those of the training";
    model
        .data()
        .seal()
        .map(seal -> seal.difference(loaded).map(what -> "not those of the training: " + what))
        .orElse(Optional.of(unknown))
        .ifPresent(line -> out.println("             " + line));
  }

  /**
   * Says which data they are, and how their settings differ from those of the training.
   *
   * @return whether they do
   */
  boolean tell(Chosen chosen, Config config, PrintWriter out) {
    Description.Data trained = model.data();
    List<String> changed = chosen.same() ? differences(trained, chosen, config) : List.of();
    String settings = ", with its settings of the training" + (changed.isEmpty() ? "" : " but for");
    out.println("data         " + chosen.option() + (chosen.same() ? settings : ""));
    if (!chosen.same() && !trained.option().isEmpty()) {
      out.println("             the network was trained on " + trained.option());
    }
    changed.forEach(line -> out.println("             " + line));
    return !changed.isEmpty();
  }

  private static DataSource source(Chosen chosen, Config config) {
    String name = config.find("data.name").orElse(chosen.option()).toString();
    return Binder.bind(config, "data", DataSources.kind(name));
  }

  static Config compose(List<String> overrides) {
    List<String> all = new ArrayList<>(List.of("experiment=null"));
    all.addAll(overrides);
    return new Configuration().compose(all);
  }

  /** Settings that the export has filed; an older program's may mean nothing any more. */
  private Config trained(List<String> all) {
    try {
      return compose(all);
    } catch (ConfigException e) {
      throw new RunException(
          export + "/altgrad.yaml says of the data: " + e.getMessage() + "; export the run again",
          e);
    }
  }

  /** What overrides have made of the training's settings; a file is one however it is named. */
  private static List<String> differences(Description.Data trained, Chosen chosen, Config config) {
    List<String> lines = new ArrayList<>();
    Set<String> paths =
        source(chosen, config) instanceof Record source ? PathKeys.of("data", source) : Set.of();
    config
        .flat()
        .forEach(
            (key, value) -> {
              String own = key.startsWith("data.") ? key.substring("data.".length()) : "";
              Object before = trained.settings().get(own);
              boolean same = String.valueOf(before).equals(String.valueOf(value));
              if (!same && paths.contains(key) && before != null && value != null) {
                same = PathKeys.same(before.toString(), value.toString());
              }
              if (trained.settings().containsKey(own) && !same) {
                lines.add(key + "=" + value + ", there " + before);
              }
            });
    return lines;
  }
}
