package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.altgrad.base.JsonText;
import org.altgrad.train.run.Yamls;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a trial that differ in their seed alone, each of several networks. */
class SweepSeedsTest {
  @TempDir Path temp;

  private SweepDirectory create(String experiment, List<String> overrides, String more)
      throws IOException {
    Path file = temp.resolve("sweep.yaml");
    List<String> all = new ArrayList<>(overrides);
    all.add("run.root=" + temp.resolve("out"));
    Files.writeString(
        file,
        "method: random\nexperiment: "
            + experiment
            + "\noverrides: ["
            + String.join(", ", all)
            + "]\nparameters: {optimizer.lr: {min: 1e-3, max: 1e-2}}\ncount: 1\n"
            + more);
    return new SweepDirectory(Path.of(said("sweep", "create", file.toString()).strip()));
  }

  private SweepDirectory create(List<String> words, String more) throws IOException {
    List<String> tiny = SweepCommandsTest.TINY;
    List<String> all = new ArrayList<>(tiny.subList(1, tiny.size()));
    all.add("trainer.max_epochs=1");
    all.addAll(words);
    return create("hnca/bandit", all, more);
  }

  private static List<Long> seeds(SweepDirectory sweep) {
    return sweep.state().jobs().stream()
        .map(job -> (Number) Yamls.read(sweep.run(job).config()).get("seed"))
        .map(Number::longValue)
        .toList();
  }

  /** The last accuracy of each network of a run, read without the program's help. */
  private static Map<String, String> networks(SweepDirectory sweep, Job job) throws IOException {
    Map<String, String> last = new TreeMap<>();
    for (String line : Files.readAllLines(sweep.run(job).metrics())) {
      String[] cells = line.split(",");
      if (cells[2].equals("train") && cells[3].equals("accuracy") && !cells[4].isEmpty()) {
        last.put(cells[4], cells[5]);
      }
    }
    return last;
  }

  /** The networks of a run have its seed and those that follow: no other run has one of them. */
  @Test
  void noNetworkIsTrainedTwice() throws IOException {
    SweepDirectory sweep =
        create(
            List.of("trainer.models=3", "seed=5"),
            "replicates: 2\nmetric: {name: accuracy, goal: maximize, split: train}\n"
                + "confirm: {top: 1, seeds: 2}\n");
    String place = sweep.path().toString();
    SweepCommandsTest.printed("sweep", "work", place);
    assertEquals(List.of(5L, 8L, 11L, 14L), seeds(sweep));
    Set<String> curves = new HashSet<>();
    List<Double> searched = new ArrayList<>();
    for (Job job : sweep.state().jobs()) {
      Map<String, String> own = networks(sweep, job);
      assertEquals(3, own.size(), own.toString());
      for (String network : own.keySet()) {
        StringBuilder curve = new StringBuilder();
        for (String line : Files.readAllLines(sweep.run(job).metrics())) {
          String[] cells = line.split(",");
          curve.append(cells[4].equals(network) ? cells[3] + cells[5] + " " : "");
        }
        assertTrue(curves.add(curve.toString()), job.run() + " " + network);
      }
      if (!job.confirms()) {
        own.values().forEach(value -> searched.add(Double.valueOf(value)));
      }
    }
    double mean = searched.stream().mapToDouble(v -> v).average().orElseThrow();
    double found = sweep.state().trial(0).value().orElseThrow();
    assertEquals(mean, found, 1e-6, "what the search goes by");
    String shown = "%.4f".formatted(mean).replace(".", "\\.");
    String status = said("sweep", "status", place);
    assertTrue(
        status.matches("(?s).*\n +0 +optimizer\\.lr=\\S+ +" + shown + " +\\S+ +6 .*"), status);
    String[] words = {"table", place, "--by=optimizer.lr", "--metric=accuracy", "--split=train"};
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    Map<?, ?> row = (Map<?, ?>) ((List<?>) JsonText.parse(said(all.toArray(String[]::new)))).get(0);
    assertEquals(mean, ((Number) row.get("mean")).doubleValue(), 1e-6);
    assertEquals(6, ((Number) row.get("n")).intValue());
  }

  /** However the number of networks is chosen, and however the runs are started. */
  @Test
  void seedsAreApartByTheNetworksOfARun() throws IOException {
    assertEquals(List.of(0L, 1L, 2L), seeds(create(List.of(), "replicates: 3\n")));
    SweepDirectory many =
        create("biohsic/lif_linear", List.of("trainer.threads=1"), "replicates: 3\n");
    assertEquals(List.of(0L, 30L, 60L), seeds(many));
    assertTrue(many.stacks().runs().isEmpty());
    List<String> stacked = List.of("launcher=stacked", "trainer.models=2");
    assertEquals(List.of(0L, 2L, 4L), seeds(create(stacked, "replicates: 3\n")));
    SweepDirectory one = create(List.of("launcher=stacked"), "replicates: 3\n");
    assertEquals(List.of(0L, 1L, 2L), seeds(one));
    assertEquals(1, one.stacks().runs().size());
  }
}
