package org.altgrad.train.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.altgrad.base.Decimals;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.summary.Pairs;
import org.altgrad.plotting.summary.Statistics;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * What a study has to say to a check.
 *
 * @param check the check
 * @param status whether it is met
 * @param ours the study's value, with the smallest and largest of the seeds; or why there is none
 * @param seeds number of seeds in it
 * @param tests of the difference of two groups: its 95 % interval by bootstrap over seeds, and how
 *     probable it is by the signs of paired seeds and by the sum of ranks
 */
public record Finding(Check check, Status status, String ours, int seeds, String tests) {

  /** Whether a check is met. */
  public enum Status {
    MET("met"),
    NOT_MET("NOT MET"),
    /** Runs that it needs are not done, or have no such value. */
    OPEN("open"),
    /** Overrides of the study have left no run that it is about. */
    NOT_MEASURED("not measured");

    private final String word;

    Status(String word) {
      this.word = word;
    }
  }

  /**
   * Refuses checks that no run, or several runs of a seed, would answer; before anything runs.
   *
   * @param config the study's file, for the places of what is wrong
   * @param changed whether the runs are others than the study's own, so that there may be none for
   *     a check
   * @return claims for which there is none, in their order
   */
  public static List<String> validate(
      Config config, Study study, Study.SizeName size, List<StudyJob> jobs, boolean changed) {
    List<String> without = new ArrayList<>();
    for (int i = 0; i < study.expected().size(); i++) {
      Check check = study.expected().get(i);
      if (study.expected(size).contains(check)) {
        if (changed && check.groups().all().anyMatch(where -> none(where, jobs))) {
          without.add(check.claim());
          continue;
        }
        String key = "expected[" + i + "].";
        check.groups().where().ifPresent(where -> select(config, key + "where", where, jobs));
        check.groups().left().ifPresent(where -> select(config, key + "left", where, jobs));
        check.groups().right().ifPresent(where -> select(config, key + "right", where, jobs));
      }
    }
    return without;
  }

  private static boolean none(Map<String, Object> where, List<StudyJob> jobs) {
    return jobs.stream().noneMatch(job -> job.matches(where));
  }

  private static void select(
      Config config, String key, Map<String, Object> where, List<StudyJob> jobs) {
    TreeSet<String> known = new TreeSet<>();
    jobs.forEach(job -> known.addAll(job.values().keySet()));
    for (String asked : where.keySet()) {
      if (!known.contains(asked)) {
        throw wrong(
            config, key, "no run has the key '" + asked + "'" + Nearest.hintAndList(asked, known));
      }
    }
    List<StudyJob> matching = jobs.stream().filter(job -> job.matches(where)).toList();
    if (matching.isEmpty()) {
      throw wrong(config, key, "no run has " + where);
    }
    Map<Long, StudyJob> bySeed = new TreeMap<>();
    for (StudyJob job : matching) {
      if (job.kinds(where).size() > 1) {
        throw wrong(
            config,
            key,
            "means " + job.kinds(where) + " of [" + job.title() + "]; tell them apart");
      }
      StudyJob other = bySeed.put(job.seed(), job);
      if (other != null) {
        throw wrong(
            config,
            key,
            "means [" + other.title() + "] as well as [" + job.title() + "]; tell them apart");
      }
    }
  }

  private static ConfigException wrong(Config config, String key, String message) {
    String place = config.origin(key).map(origin -> origin + ": ").orElse("");
    return new ConfigException(place + key + ": " + message);
  }

  /**
   * Holds the runs against a check.
   *
   * @param runs those of the study that were started, by job
   */
  static Finding of(Check check, List<StudyJob> jobs, Map<StudyJob, Run> runs) {
    Optional<Map<String, Object>> without =
        check.groups().all().filter(where -> none(where, jobs)).findFirst();
    if (without.isPresent()) {
      String why = "no run has " + without.get();
      return new Finding(check, Status.NOT_MEASURED, why, 0, "");
    }
    try {
      Map<Sample, Double> values;
      String tests = "";
      if (check.groups().where().isPresent()) {
        values = values(check, check.measure().key(), check.groups().where().get(), jobs, runs);
      } else {
        Map<String, Object> these = check.groups().left().orElseThrow();
        Map<Sample, Double> left = values(check, check.measure().key(), these, jobs, runs);
        Map<String, Object> others = check.groups().right().orElseThrow();
        Map<Sample, Double> right = values(check, check.measure().rightKey(), others, jobs, runs);
        left.keySet().retainAll(right.keySet());
        if (check.groups().comparison() == Check.Compare.SPEARMAN) {
          return correlated(check, left, right);
        }
        tests = tests(left, right);
        boolean ratio = check.groups().comparison() == Check.Compare.RATIO;
        left.replaceAll((one, value) -> ratio ? value / right.get(one) : value - right.get(one));
        values = left;
      }
      if (values.isEmpty()) {
        return new Finding(check, Status.OPEN, "the groups have no seed in common", 0, "");
      }
      double[] all = values.values().stream().mapToDouble(Double::doubleValue).toArray();
      Statistics s = Statistics.of(all);
      double value = check.measure().over().orElse(Check.Over.MEAN).of(all);
      Status status = check.bounds().hold(value) ? Status.MET : Status.NOT_MET;
      String range = s.n() == 1 ? "" : " (" + number(s.min()) + " to " + number(s.max()) + ")";
      return new Finding(check, status, number(value) + range, s.n(), tests);
    } catch (PlotException e) {
      return new Finding(check, Status.OPEN, e.getMessage(), 0, "");
    }
  }

  /** Two seeds tell nothing. */
  private static String tests(Map<Sample, Double> left, Map<Sample, Double> right) {
    if (left.size() < 3) {
      return "";
    }
    Pairs pairs =
        new Pairs(
            left.values().stream().mapToDouble(Double::doubleValue).toArray(),
            left.keySet().stream().mapToDouble(right::get).toArray());
    double[] interval = pairs.interval();
    return "%s to %s, signs p %s, ranks p %s"
        .formatted(
            number(interval[0]),
            number(interval[1]),
            Decimals.rounded(pairs.signs(), 3),
            Decimals.rounded(pairs.rankSum(), 3));
  }

  private static Finding correlated(
      Check check, Map<Sample, Double> left, Map<Sample, Double> right) {
    if (left.size() < 3) {
      return new Finding(check, Status.OPEN, "the groups have fewer than 3 seeds in common", 0, "");
    }
    double[] x = left.values().stream().mapToDouble(Double::doubleValue).toArray();
    double[] y = left.keySet().stream().mapToDouble(right::get).toArray();
    double value = new SpearmansCorrelation().correlation(x, y);
    Status status = check.bounds().hold(value) ? Status.MET : Status.NOT_MET;
    return new Finding(check, status, number(value), x.length, "");
  }

  /**
   * One value: a run's, or that of one of the networks trained side by side in it.
   *
   * @param seed of the network, where it has one of its own, otherwise of the run
   * @param model number of a network without a seed of its own
   */
  private record Sample(long seed, int model) implements Comparable<Sample> {
    static Sample of(Run run, StudyJob job, int index, int of) {
      return run.ownSeed(index, of)
          .map(seed -> new Sample(seed, 0))
          .orElseGet(() -> new Sample(job.seed(), index));
    }

    @Override
    public int compareTo(Sample other) {
      return Comparator.comparingLong(Sample::seed)
          .thenComparingInt(Sample::model)
          .compare(this, other);
    }
  }

  /** A seed that several runs have is one sample, measured several times: their mean. */
  private static Map<Sample, Double> values(
      Check check,
      Metrics.Key key,
      Map<String, Object> where,
      List<StudyJob> jobs,
      Map<StudyJob, Run> runs) {
    Map<Sample, List<Double>> values = new TreeMap<>();
    List<StudyJob> matching = jobs.stream().filter(job -> job.matches(where)).toList();
    List<StudyJob> done =
        matching.stream().filter(job -> runs.containsKey(job) && runs.get(job).done()).toList();
    if (done.size() < matching.size()) {
      throw new PlotException(done.size() + " of " + matching.size() + " runs are done");
    }
    // A check holds of all networks that it names, or it is open.
    for (StudyJob job : done) {
      String lost = runs.get(job).partlyDiverged();
      if (!lost.isEmpty() && parts(runs.get(job), job, where).stream().anyMatch(Run::diverged)) {
        throw new PlotException("of the networks of [" + job.title() + "] " + lost);
      }
    }
    for (StudyJob job : done) {
      Run run = of(runs.get(job), job, where);
      Metrics metrics = run.metrics();
      double[] found = check.measure().moment().values(metrics, key);
      if (found.length == 0) {
        List<String> known =
            metrics.tracks().keySet().stream().map(k -> k.name() + "@" + k.split()).toList();
        String asked = key.name() + "@" + key.split();
        throw new PlotException("no value of " + asked + Nearest.hintAndList(asked, known));
      }
      for (int i = 0; i < found.length; i++) {
        Sample sample = Sample.of(run, job, i, found.length);
        values.computeIfAbsent(sample, one -> new ArrayList<>()).add(found[i]);
      }
    }
    Map<Sample, Double> means = new TreeMap<>();
    values.forEach(
        (sample, all) ->
            means.put(sample, all.stream().mapToDouble(x -> x).average().orElseThrow()));
    return means;
  }

  /** The networks that are meant. */
  private static Run of(Run run, StudyJob job, Map<String, Object> where) {
    return parts(run, job, where).get(0);
  }

  private static List<Run> parts(Run run, StudyJob job, Map<String, Object> where) {
    Map<String, Object> own = job.kinds(where).get(0);
    return run.apart().stream()
        .filter(
            part ->
                own.entrySet().stream()
                    .allMatch(e -> part.value(e.getKey()).equals(Decimals.text(e.getValue()))))
        .toList();
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Decimals.rounded(value, 4) : "" + value;
  }

  /**
   * All findings: claim, what is expected, what was published, ours, met or not, and the source.
   */
  static TextTable table(List<Finding> findings) {
    List<List<String>> rows = new ArrayList<>();
    for (Finding f : findings) {
      Check c = f.check();
      rows.add(
          List.of(
              c.claim(),
              c.measure().text() + " " + c.condition(),
              c.published().orElse(""),
              f.ours(),
              Integer.toString(f.seeds()),
              f.status().word,
              c.source(),
              f.tests()));
    }
    return new TextTable(
        List.of(
            "claim",
            "expected",
            "published",
            "ours",
            "seeds",
            "met",
            "source",
            "difference: interval and tests"),
        rows);
  }
}
