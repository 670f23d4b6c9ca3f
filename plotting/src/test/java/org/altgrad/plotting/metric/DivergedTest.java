package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

/** Bars say which runs have no part in them because they diverged. */
class DivergedTest {
  private static final Map<String, String> OPTIONS = Map.of("metric", "accuracy");
  @TempDir private Path dir;

  /** Groups of two seeds each, of which those with these depths have one that diverged. */
  private Figure bars(int groups, List<Integer> diverged, Map<String, String> options)
      throws IOException {
    for (int depth = 1; depth <= groups; depth++) {
      for (int seed = 0; seed < 2; seed++) {
        FakeRuns.run(
            dir.resolve("run" + depth + seed),
            "model: {depth: %d}\nseed: %d\n".formatted(depth, seed),
            "state: " + (seed == 1 && diverged.contains(depth) ? "DIVERGED" : "DONE") + "\n",
            "step,epoch,split,metric,value\n0,0,train,accuracy,0.3\n0,0,test,accuracy,0.%d%d\n"
                .formatted(depth, seed));
      }
    }
    return Declared.figures().named("bars").draw(Runs.read(List.of(dir)), options);
  }

  @Test
  void ofEachGroupInTheLegendAndForTheTerminal() throws IOException {
    Figure drawn = bars(3, List.of(2), OPTIONS);
    assertEquals(List.of("depth=2: 1 of 2 diverged"), drawn.notes());
    List<Path> files = drawn.write(dir.resolve("figure"), true);
    assertTrue(Files.readString(files.get(1)).contains("depth=2: 1 of 2 diverged"));
    assertEquals(
        List.of("depth=1: 1 of 2 diverged", "depth=3: 1 of 2 diverged"),
        bars(3, List.of(1, 3), Map.of("metric", "accuracy", "x", "model.depth")).notes());
    Figure whole = bars(3, List.of(), OPTIONS);
    assertEquals(List.of(), whole.notes());
    assertFalse(whole.svg().contains("diverged"));
  }

  /** Figures of values name them as bars do, and unfinished ones beside finished ones. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bars x=model.depth",
        "sweep-curve x=model.depth",
        "heat-map rows=model.depth columns=model.width",
        "ratio by=model.depth,model.width reference=depth=1,\u00a0width=1"
      })
  void ofEveryFigureOfValues(String figure) throws IOException {
    for (int depth = 1; depth <= 2; depth++) {
      for (int seed = 0; seed < 3; seed++) {
        String state = depth == 1 || seed == 0 ? "DONE" : seed == 1 ? "DIVERGED" : "INTERRUPTED";
        FakeRuns.run(
            dir.resolve("run" + depth + seed),
            "model: {depth: %d, width: %d}\nseed: %d\n".formatted(depth, depth, seed),
            "state: " + state + "\n",
            "step,epoch,split,metric,value\n0,0,test,accuracy,0.%d%d\n".formatted(depth, seed + 1));
      }
    }
    Map<String, String> options = new HashMap<>(OPTIONS);
    for (String word : figure.substring(figure.indexOf(' ') + 1).split(" ")) {
      int at = word.indexOf('=');
      options.put(word.substring(0, at), word.substring(at + 1).replace('\u00a0', ' '));
    }
    Figure drawn =
        Declared.figures()
            .named(figure.substring(0, figure.indexOf(' ')))
            .draw(Runs.read(List.of(dir)), options);
    assertEquals(2, drawn.notes().size(), drawn.notes().toString());
    assertTrue(drawn.notes().get(0).endsWith(": 1 of 3 diverged"), drawn.notes().toString());
    assertTrue(drawn.notes().get(1).endsWith(": 1 of 3 unfinished"), drawn.notes().toString());
    assertTrue(drawn.svg().contains("1 of 3 diverged"));
  }

  @Test
  void ofManyGroupsAltogether() throws IOException {
    Figure drawn = bars(6, List.of(1, 2, 4, 5, 6), OPTIONS);
    assertEquals(List.of("5 groups: 5 of 10 diverged"), drawn.notes());
    assertTrue(drawn.svg().contains("5 groups: 5 of 10 diverged"));
  }

  @Test
  void ofOneGroupWithoutAName() throws IOException {
    assertEquals(List.of("1 of 2 diverged"), bars(1, List.of(1), OPTIONS).notes());
  }
}
