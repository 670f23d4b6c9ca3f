package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures say which of their values are those of runs that did not come to their end. */
class UnfinishedTest {
  private static final Path OUT = Path.of("target", "figures");
  @TempDir private Path dir;

  private void runs(String state) throws IOException {
    for (int depth = 1; depth <= 2; depth++) {
      for (int width = 1; width <= 2; width++) {
        StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
        for (int epoch = 0; epoch < 3; epoch++) {
          csv.append("%d,%d,test,accuracy,0.%d%d%d\n".formatted(epoch, epoch, depth, width, epoch));
          csv.append("%d,%d,test,loss,0.%d%d%d\n".formatted(epoch, epoch, width, depth, epoch));
        }
        FakeRuns.run(
            dir.resolve("run" + depth + width),
            "model: {depth: %d, width: %d}\nseed: 0\n".formatted(depth, width),
            "state: " + (depth == 2 && width == 2 ? state : "DONE") + "\n",
            csv.toString());
      }
    }
  }

  private String drawn(String kind, Path from, List<String> options) throws IOException {
    Map<String, String> given = new LinkedHashMap<>();
    options.forEach(
        option ->
            given.put(
                option.substring(0, option.indexOf('=')),
                option.substring(option.indexOf('=') + 1)));
    Path to = OUT.resolve("unfinished-" + kind);
    Declared.figures().named(kind).draw(Runs.read(List.of(from)), given).write(to, true);
    return Files.readString(OUT.resolve("unfinished-" + kind + ".svg"))
        + Files.readString(OUT.resolve("unfinished-" + kind + ".csv"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bars metric=accuracy",
        "bars metric=accuracy x=model.width",
        "learning-curve metric=accuracy",
        "sweep-curve metric=accuracy x=model.depth",
        "heat-map metric=accuracy",
        "violins metric=accuracy",
        "histogram metric=accuracy",
        "scatter x=accuracy@test y=loss@test",
        "ratio metric=accuracy reference=depth=1,\u00a0width=1"
      })
  void whatNoFinishedRunStandsBehindIsNamed(String figure) throws IOException {
    List<String> words = List.of(figure.split(" "));
    List<String> options =
        words.subList(1, words.size()).stream().map(word -> word.replace('\u00a0', ' ')).toList();
    runs("INTERRUPTED");
    assertTrue(drawn(words.get(0), dir, options).contains("unfinished"));
    runs("DONE\nended_by: max_time");
    assertTrue(drawn(words.get(0), dir, options).contains("unfinished"));
    runs("DONE");
    assertFalse(drawn(words.get(0), dir, options).contains("unfinished"));
  }

  /** Two seeds of each of as many groups; the second seed of the first is out of time. */
  private Figure drawn(String kind, int groups, String x) throws IOException {
    for (int depth = 1; depth <= groups; depth++) {
      for (int seed = 0; seed < 2; seed++) {
        boolean cut = depth == 1 && seed == 1;
        String csv = "step,epoch,split,metric,value\n100,1,test,accuracy,0.5\n";
        FakeRuns.run(
            dir.resolve("cut" + depth + seed),
            "model: {depth: " + depth + "}\nseed: " + seed + "\n",
            "state: DONE\n" + (cut ? "ended_by: max_time\ncut_epoch: 2\n" : ""),
            csv + (cut ? "145,2,test,accuracy,0.125\n" : "200,2,test,accuracy,0.75\n"));
      }
    }
    Map<String, String> options = new LinkedHashMap<>(Map.of("metric", "accuracy"));
    if (!x.isEmpty()) {
      options.put("x", x);
    }
    return Declared.figures().named(kind).draw(Runs.read(List.of(dir)), options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bars", "learning-curve", "violins", "histogram"})
  void besideFinishedRunsTheyAreCounted(String kind) throws IOException {
    assertEquals(List.of("1 of 2 unfinished"), drawn(kind, 1, "").notes());
    Figure two = drawn(kind, 2, "");
    assertEquals(List.of("depth=1: 1 of 2 unfinished"), two.notes());
    assertTrue(two.svg().contains("depth=1: 1 of 2 unfinished"));
  }

  /** What was measured within an epoch stands at its step, and at no epoch. */
  @Test
  void anEpochCutShortIsNoPointOfACurve() throws IOException {
    Path to = OUT.resolve("unfinished-cut");
    drawn("learning-curve", 1, "epoch").write(to, true);
    String byEpoch = Files.readString(OUT.resolve("unfinished-cut.csv"));
    assertTrue(byEpoch.contains("0.75") && !byEpoch.contains("0.4375"), byEpoch);
    drawn("learning-curve", 1, "step").write(to, true);
    String byStep = Files.readString(OUT.resolve("unfinished-cut.csv"));
    assertTrue(byStep.contains("145") && byStep.contains("0.125"), byStep);
  }

  /** With one group there is no legend of groups to say it. */
  @ParameterizedTest
  @ValueSource(strings = {"bars metric=accuracy", "learning-curve metric=accuracy"})
  void ofOneRunToo(String figure) throws IOException {
    List<String> words = List.of(figure.split(" "));
    runs("RUNNING");
    List<String> options = words.subList(1, words.size());
    Path alone = dir.resolve("run22");
    assertEquals(1, Runs.read(List.of(alone)).runs().size());
    assertTrue(drawn(words.get(0), alone, options).contains("unfinished"));
    assertFalse(drawn(words.get(0), dir.resolve("run11"), options).contains("unfinished"));
  }
}
