package org.altgrad.train.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingTest {
  private static final Map<String, Object> ALL = Map.of(Study.LABEL, "all");

  @TempDir Path dir;

  /** Runs of seeds 1, 2, …, whose metrics a and b are given. */
  private Finding found(double[] a, double[] b, double max) throws IOException {
    return found(a, b, max, Optional.empty());
  }

  /** Split {@code other} has the negatives of {@code b}. */
  private Finding found(double[] a, double[] b, double max, Optional<String> rightSplit)
      throws IOException {
    List<StudyJob> jobs = new ArrayList<>();
    Map<StudyJob, Run> runs = new LinkedHashMap<>();
    for (int i = 0; i < a.length; i++) {
      Path place = Files.createDirectories(dir.resolve("run" + i));
      Files.writeString(place.resolve("config.yaml"), "model: {name: m}\nseed: %d\n".formatted(i));
      Files.writeString(place.resolve("run.yaml"), "state: DONE\n");
      Files.writeString(
          place.resolve("metrics.csv"),
          "step,epoch,split,metric,value\n1,1,test,a,%s\n1,1,test,b,%s\n1,1,other,b,%s\n"
              .formatted(a[i], b[i], -b[i]));
      StudyJob job = new StudyJob("run" + i, "run" + i, "all", i, null, ALL, Optional.empty());
      jobs.add(job);
      runs.put(job, Runs.read(List.of(place)).runs().get(0));
    }
    Check check =
        new Check(
            "together",
            "here",
            Optional.empty(),
            new Check.Measure(
                "a", Optional.of("b"), "test", rightSplit, Optional.empty(), Optional.empty()),
            new Check.Groups(
                Optional.empty(),
                Optional.of(ALL),
                Optional.of(ALL),
                Optional.of(Check.Compare.SPEARMAN)),
            new Check.Bounds(OptionalDouble.empty(), OptionalDouble.of(max)),
            Optional.empty());
    assertEquals("spearman <= " + max, check.condition());
    return Finding.of(check, jobs, runs);
  }

  @Test
  void correlatesRanksOverSeeds() throws IOException {
    // Ranks 1 2 3 4 and 4 2 3 1: 1 - 6 (9 + 0 + 0 + 9) / (4 · 15) = -0.8.
    double[] a = {0.1, 0.5, 0.6, 90};
    double[] b = {7, -2, 0, -3};
    Finding met = found(a, b, -0.5);
    assertEquals("-0.8000", met.ours());
    assertEquals(Finding.Status.MET, met.status());
    assertEquals(4, met.seeds());
    assertEquals(Finding.Status.NOT_MET, found(a, b, -0.9).status());
  }

  @Test
  void theRightGroupMayBeReadOffAnotherSplit() throws IOException {
    double[] a = {0.1, 0.5, 0.6, 90};
    double[] b = {7, -2, 0, -3};
    assertEquals("0.8000", found(a, b, 0.9, Optional.of("other")).ours());
  }

  @Test
  void twoSeedsAreNotEnough() throws IOException {
    assertEquals(
        Finding.Status.OPEN, found(new double[] {1, 2}, new double[] {2, 1}, -0.5).status());
  }
}
