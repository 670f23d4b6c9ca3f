package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.At;

/**
 * Rows of numbers to draw, group by group: those of a recording, or one for each run (each network
 * of a run) where no recording is named. A number is a column, {@code METRIC@SPLIT} at a moment or
 * a configuration key; {@code log(...)} and {@code log10(...)} of it as well, {@code last(...)},
 * {@code max(...)} and {@code min(...)} for a moment of its own. {@code sigma/*@test} is all
 * metrics whose names begin so: several numbers of each network.
 */
final class Cases {
  private static final Pattern CALL = Pattern.compile("(log|log10|last|max|min)\\((.+)\\)");

  private final RunSet all;
  private final Source source;
  private final At at;

  Cases(RunSet all, Source source, String at) {
    this.all = all;
    this.source = source;
    this.at = At.parse(at).in(all);
  }

  /** One run with the rows of its recording, if one is drawn. */
  private record Member(Run run, Optional<Recorded> table) {}

  /**
   * The numbers by group.
   *
   * @param names what is wanted
   * @return for each group one array for each name, all equally long
   */
  Map<Group, double[][]> numbers(String... names) {
    Map<Group, List<Member>> groups = new LinkedHashMap<>();
    if (source.recording().isEmpty()) {
      all.groupBy(Choices.by(all, source.by(), keys(names)))
          .forEach(
              (group, members) ->
                  groups.put(
                      group,
                      members.runs().stream().map(r -> new Member(r, Optional.empty())).toList()));
    } else {
      for (RecordedRun run : source.runs(all)) {
        groups
            .computeIfAbsent(run.group(), g -> new ArrayList<>())
            .add(new Member(run.run(), Optional.of(run.table())));
      }
    }
    Map<Group, double[][]> numbers = new LinkedHashMap<>();
    groups.forEach((group, members) -> numbers.put(group, together(members, names)));
    return numbers;
  }

  /** The configuration keys among some numbers, which do not tell groups apart. */
  private String[] keys(String... names) {
    return Arrays.stream(names)
        .map(name -> CALL.matcher(name).replaceAll("$2"))
        .flatMap(name -> all.keys().stream().filter(k -> k.equals(name) || k.endsWith("." + name)))
        .toArray(String[]::new);
  }

  private double[][] together(List<Member> members, String... names) {
    List<List<Double>> columns = new ArrayList<>();
    Arrays.stream(names).forEach(name -> columns.add(new ArrayList<>()));
    for (Member member : members) {
      double[][] own =
          Arrays.stream(names).map(name -> of(member, name, at)).toArray(double[][]::new);
      // A value of the run itself goes with each of its rows or networks, one of a network with
      // each of that network's.
      int most = Arrays.stream(own).mapToInt(c -> c.length).max().orElse(0);
      int[] each =
          Arrays.stream(own)
              .mapToInt(c -> c.length > 0 && most % c.length == 0 ? most / c.length : 1)
              .toArray();
      int rows = IntStream.range(0, own.length).map(k -> own[k].length * each[k]).min().orElse(0);
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < own.length; k++) {
          columns.get(k).add(own[k][i / each[k]]);
        }
      }
    }
    return columns.stream()
        .map(column -> column.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }

  private double[] of(Member member, String name, At at) {
    Matcher call = CALL.matcher(name);
    if (call.matches()) {
      String function = call.group(1);
      return switch (function) {
        case "log" -> Arrays.stream(of(member, call.group(2), at)).map(Math::log).toArray();
        case "log10" -> Arrays.stream(of(member, call.group(2), at)).map(Math::log10).toArray();
        default -> of(member, call.group(2), At.parse(function).in(all));
      };
    }
    if (member.table().isPresent() && member.table().get().has(name)) {
      return member.table().get().numbers(name);
    }
    int split = name.lastIndexOf('@');
    if (split > 0) {
      all.requireSplits(List.of(name.substring(split + 1)));
      return values(
          member.run().metrics(), name.substring(0, split), name.substring(split + 1), at);
    }
    if (member.table().isPresent() && !member.run().config().containsKey(name)) {
      return member.table().get().numbers(name);
    }
    String value = member.run().value(all.key(name));
    try {
      return new double[] {Double.parseDouble(value)};
    } catch (NumberFormatException e) {
      throw new PlotException(
          member.run().dir() + ": " + name + " is '" + value + "', not a number to plot", e);
    }
  }

  /** The values of a metric, or network by network of all metrics whose names begin alike. */
  private double[] values(Metrics metrics, String name, String split, At at) {
    if (!name.endsWith("*")) {
      all.requireTrack(split, name);
      return at.values(metrics, Metrics.Key.of(split, name));
    }
    String begin = name.substring(0, name.length() - 1);
    List<String> names = all.metrics().stream().filter(m -> m.startsWith(begin)).toList();
    all.requireMetrics(names.isEmpty() ? List.of(name) : List.of());
    List<double[]> each =
        names.stream()
            .map(metric -> at.values(metrics, Metrics.Key.of(split, metric)))
            .filter(values -> values.length > 0)
            .toList();
    int networks = each.stream().mapToInt(values -> values.length).min().orElse(0);
    return IntStream.range(0, networks)
        .boxed()
        .flatMapToDouble(m -> each.stream().mapToDouble(values -> values[m]))
        .toArray();
  }
}
