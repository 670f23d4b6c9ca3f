package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of figures that another option, or the runs, leave nothing to do are told. */
class IdleOptionsTest {
  @TempDir private static Path dir;

  @BeforeAll
  static void runs() throws IOException {
    for (int depth = 1; depth <= 3; depth++) {
      for (int seed = 0; seed < 2; seed++) {
        StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
        for (int epoch = 0; epoch < 3; epoch++) {
          for (String split : List.of("train", "test")) {
            String row = "%d,%d,%s,%s,0.%d%d%d%d\n";
            int of = split.length();
            csv.append(row.formatted(epoch, epoch, split, "accuracy", epoch + 1, depth, seed, of));
            csv.append(row.formatted(epoch, epoch, split, "loss", 5 - epoch, seed, depth, of));
          }
        }
        FakeRuns.run(
            dir.resolve("run" + depth + seed),
            "model: {depth: %d}\nseed: %d\n".formatted(depth, seed),
            "state: DONE\n",
            csv.toString());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          learning-curve | metric=accuracy title=T dpi=100 width=300 log-y=true band=sd | -
          learning-curve | metric=accuracy band=ci95 share-y=false dpi=144              | -
          learning-curve | metric=accuracy share-y=true                                 | share-y
          learning-curve | metric=accuracy labels=accuracy=accuracy                     | labels
          learning-curve | metric=accuracy split=test band=none x=epoch                 | -
          bars           | metric=accuracy error=sd reference=0.5 x=model.depth         | -
          bars           | metric=accuracy at=last error=none share-y=true              | share-y
          sweep-curve    | metric=accuracy error=none show=band                         | show
          sweep-curve    | metric=accuracy rise=loss                                    | rise
          sweep-curve    | metric=accuracy,loss metrics=lines reference=0.5             | reference
          sweep-curve    | metric=accuracy,loss metrics=lines rise=loss                 | -
          """)
  void whatChangesNothingIsTold(String figure, String words, String idle) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String word : words.split(" ")) {
      given.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    RunSet runs = Runs.read(List.of(dir));
    FigureKind kind = Declared.figures().named(figure);
    Figure drawn = kind.draw(runs, given);
    assertEquals(
        idle == null ? List.of() : List.of(idle.split(",")), kind.idle(runs, given, drawn));
  }
}
