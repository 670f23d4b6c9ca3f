package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a run with several networks, those that diverged have no part, and the others do. */
class DivergedNetworksTest {
  /** The first network diverged before it had any row, the third after the first epoch. */
  private static final String METRICS =
      """
      step,epoch,split,metric,model,value
      1,1,test,loss,,4
      1,1,test,loss,1,2
      1,1,test,loss,2,7
      1,1,test,loss,3,3
      2,2,test,loss,,2
      2,2,test,loss,1,1
      2,2,test,loss,3,3
      """;

  @TempDir private Path dir;

  private RunSet run(String name, String info) throws IOException {
    Path run =
        FakeRuns.run(
            dir.resolve(name), "seed: 5\ntrainer: {models: 4}\nmodel: {depth: 1}\n", info, METRICS);
    return Runs.read(List.of(run)).apart();
  }

  private static Summary.Row row(RunSet runs) {
    Summary.Query query = new Summary.Query(null, List.of(), List.of(), At.parse("last"));
    return Summary.of(runs, query).rows().get(0);
  }

  @Test
  void theOthersCount() throws IOException {
    for (String seeds : List.of("seeds: [5, 6, 7, 8]\n", "")) {
      String info = "state: DONE\ndiverged: [0, 2]\n" + seeds;
      RunSet runs = run("some" + seeds.length(), info);
      Summary.Row row = row(runs);
      assertEquals(2, row.n());
      assertEquals(2.0, row.statistics().mean());
      assertEquals(new Summary.Beside(0, 0, 2, 0), row.beside());
      List<String> said = runs.runs().stream().map(run -> run.seed(1, 2)).toList();
      boolean own = !seeds.isEmpty();
      assertEquals(
          List.of(own ? "7" : "5 network 2", own ? "8" : "5 network 3"), said, "by number");
      assertEquals(List.of("DIVERGED", "DONE"), runs.runs().stream().map(Run::state).toList());
      for (String kind : List.of("bars", "learning-curve")) {
        List<String> notes =
            Declared.figures().named(kind).draw(runs, Map.of("metric", "loss")).notes();
        assertEquals(kind.equals("bars") ? List.of("2 of 4 diverged") : List.of(), notes, kind);
      }
    }
  }

  @Test
  void aTableOfEachHasTheirNumbers() throws IOException {
    RunSet runs = run("each", "state: DONE\ndiverged: [0, 2]\nseeds: [5, 6, 7, 8]\n");
    RunTable table =
        new RunTable(Map.of("model", "model", "seed", "network_seed", "loss", "loss@test"));
    TextTable rows = table.exact(runs);
    int model = rows.header().indexOf("model");
    int seed = rows.header().indexOf("seed");
    int loss = rows.header().indexOf("loss");
    assertEquals(
        List.of("0 5 ", "2 7 7.0", "1 6 1.0", "3 8 3.0"),
        rows.rows().stream()
            .map(row -> row.get(model) + " " + row.get(seed) + " " + row.get(loss))
            .toList());
  }

  /** Networks of runs that are unfinished, or wait, count as networks too. */
  @Test
  void countsBesideAreOfNetworks() throws IOException {
    run("a/done", "state: DONE\nseeds: [5, 6, 7, 8]\n");
    run("a/killed", "state: INTERRUPTED\nseeds: [5, 6, 7, 8]\n");
    run("a/all", "state: DIVERGED\nseeds: [5, 6, 7, 8]\ndiverged: [0, 1, 2, 3]\n");
    run("a/older", "state: DIVERGED\nseeds: [5, 6, 7, 8]\n");
    Summary.Row row = row(Runs.read(List.of(dir.resolve("a"))).apart());
    assertEquals(3, row.n(), "those that have rows");
    assertEquals(new Summary.Beside(0, 4, 5, 0), row.beside());
  }
}
