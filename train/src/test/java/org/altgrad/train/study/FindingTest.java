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

  /** Files a run of a seed, and reads it. */
  private StudyJob add(Map<StudyJob, Run> runs, int seed, String info, String metrics)
      throws IOException {
    String name = "run" + seed;
    Path place = Files.createDirectories(dir.resolve(name));
    Files.writeString(place.resolve("config.yaml"), "model: {name: m}\nseed: " + seed + "\n");
    Files.writeString(place.resolve("run.yaml"), info);
    Files.writeString(place.resolve("metrics.csv"), metrics);
    StudyJob job = new StudyJob(name, name, "all", seed, null, ALL, Map.of(), Optional.empty());
    runs.put(job, Runs.read(List.of(place)).runs().get(0));
    return job;
  }

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
      String metrics =
          "step,epoch,split,metric,value\n1,1,test,a,%s\n1,1,test,b,%s\n1,1,other,b,%s\n"
              .formatted(a[i], b[i], -b[i]);
      jobs.add(add(runs, i, "state: DONE\n", metrics));
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

  /** Of networks side by side those with the value that is asked for, paired by their seeds. */
  @Test
  void networksOfOneRunAreToldApart() throws IOException {
    Path place = Files.createDirectories(dir.resolve("many"));
    List<Double> beta = List.of(0.001, 0.001, 0.5, 0.5);
    Files.writeString(
        place.resolve("config.yaml"), "method: {beta: %s}\nseed: 0\n".formatted(beta));
    Files.writeString(
        place.resolve("run.yaml"),
        "state: DONE\nseeds: [0, 1, 0, 1]\nnetworks: {method.beta: %s}\n".formatted(beta));
    Files.writeString(
        place.resolve("metrics.csv"),
        "step,epoch,split,metric,model,value\n1,1,test,a,,5\n1,1,test,a,0,1\n1,1,test,a,1,3\n"
            + "1,1,test,a,2,10\n1,1,test,a,3,20\n");
    Map<String, List<?>> networks = Map.of("method.beta", beta);
    Map<String, Object> values = Map.of(Study.LABEL, "all", "method.beta", beta);
    StudyJob job = new StudyJob("many", "many", "all", 0, null, values, networks, Optional.empty());
    Map<String, Object> small = Map.of(Study.LABEL, "all", "method.beta", 0.001);
    Map<String, Object> large = Map.of(Study.LABEL, "all", "method.beta", 0.5);
    Check check =
        new Check(
            "apart",
            "here",
            Optional.empty(),
            new Check.Measure(
                "a",
                Optional.empty(),
                "test",
                Optional.empty(),
                Optional.empty(),
                Optional.of(Check.Over.MIN)),
            new Check.Groups(
                Optional.empty(), Optional.of(large), Optional.of(small), Optional.empty()),
            new Check.Bounds(OptionalDouble.of(9), OptionalDouble.empty()),
            Optional.empty());
    Map<StudyJob, Run> runs = Map.of(job, Runs.read(List.of(place)).runs().get(0));
    Finding finding = Finding.of(check, List.of(job), runs);
    assertEquals("9.000 (9.000 to 17.00)", finding.ours());
    assertEquals(Finding.Status.MET, finding.status());
    assertEquals("", finding.tests(), "two seeds tell nothing");
    assertEquals(2, job.kinds(ALL).size());
    assertEquals(List.of(), job.kinds(Map.of("method.beta", 0.2)));
  }

  /** Runs of seeds 17 and 18 with networks of 17, 18 and of 18, 19: three seeds, 18 twice. */
  @Test
  void aSeedThatTwoRunsHaveIsOneSample() throws IOException {
    List<StudyJob> jobs = new ArrayList<>();
    Map<StudyJob, Run> runs = new LinkedHashMap<>();
    for (int seed : new int[] {17, 18}) {
      String metrics =
          "step,epoch,split,metric,model,value\n1,1,test,a,0,%d\n1,1,test,a,1,%d\n"
              .formatted(seed, seed + 1);
      String info = "state: DONE\nseeds: [%d, %d]\n".formatted(seed, seed + 1);
      jobs.add(add(runs, seed, info, metrics));
    }
    Check check =
        new Check(
            "mean",
            "here",
            Optional.empty(),
            new Check.Measure(
                "a",
                Optional.empty(),
                "test",
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            new Check.Groups(
                Optional.of(ALL), Optional.empty(), Optional.empty(), Optional.empty()),
            new Check.Bounds(OptionalDouble.of(18), OptionalDouble.empty()),
            Optional.empty());
    Finding finding = Finding.of(check, jobs, runs);
    assertEquals(3, finding.seeds());
    assertEquals("18.00 (17.00 to 19.00)", finding.ours());
  }
}
