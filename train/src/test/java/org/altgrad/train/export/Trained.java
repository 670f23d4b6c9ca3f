package org.altgrad.train.export;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Live;

/** A small live program with its initial weights, and its export. */
record Trained(Experiment experiment, DataSet data, Live live) implements AutoCloseable {
  static Trained of(String... overrides) {
    List<String> all = new ArrayList<>(List.of("data.n_train=100", "data.n_test=600"));
    all.addAll(List.of(overrides));
    return any(all.toArray(String[]::new));
  }

  /** Of any method. */
  static Trained any(String... all) {
    Experiment experiment =
        Experiment.of(
            new Composer(ConfigSources.packaged(Trained.class.getClassLoader(), "conf"))
                .compose("config", List.of(all), Clock.systemUTC()));
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    Live live = new Live(experiment, data);
    live.initialize();
    return new Trained(experiment, data, live);
  }

  static Trained bandit() {
    return of("experiment=hnca/bandit_quick", "model.width=8");
  }

  static Trained convBandit() {
    return of(
        "experiment=hnca/bandit_quick",
        "model=conv_bernoulli",
        "model.channels=[2]",
        "model.features=[4]");
  }

  static Trained vae(int layers) {
    return of("experiment=hnca/vae_quick", "model.depth=" + layers, "model.width=5");
  }

  Exporter.Report export(Path to) {
    return export(to, false);
  }

  Exporter.Report export(Path to, boolean replace) {
    return Exporter.export(
        live,
        data,
        new Description.Source(
            experiment.name(),
            experiment.method().name(),
            "a-run",
            "an-id",
            "abc",
            7,
            12,
            data.name()),
        Description.Data.UNKNOWN,
        to,
        replace);
  }

  @Override
  public void close() {
    live.close();
  }
}
