package org.altgrad.train.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.altgrad.data.DataSet;
import org.altgrad.plotting.runs.Run;

/** What {@code run.yaml} tells about where a run's numbers come from. */
public final class RunProvenance {
  private static final Pattern CHANGES_NUMBERS =
      Pattern.compile(
          "TF_(CPP|ENABLE|DISABLE|XLA|NUM|FORCE|GPU|CUDNN|DETERMINISTIC|INTRAOP|INTEROP)_?.*"
              + "|OMP_.*|CUDA_VISIBLE_DEVICES");

  private static final String SECONDS = "seconds";
  private static final String CPU_SECONDS = "cpu_seconds";

  /** Of what the sessions before this one took, as far as they could file it. */
  private static final String BEFORE = "_before";

  /** Key of the moment at which a run's first session began. */
  public static final String START = "start";

  private RunProvenance() {}

  /** What a checkpoint knows of the time until it was made, which a killed session did not file. */
  public static void addTime(Map<String, Object> info, Map<String, Object> checkpoint) {
    double known = number(checkpoint, SECONDS);
    if (known > number(info, SECONDS + BEFORE)) {
      info.put(SECONDS + BEFORE, milli(known));
    }
  }

  /** Seconds of sessions before the one that has begun. */
  public static double secondsBefore(Map<String, Object> info) {
    return number(info, SECONDS + BEFORE);
  }

  /** A session that did not end has filed none of its own. */
  private static double before(Map<String, Object> info, String time) {
    return Math.max(number(info, time), number(info, time + BEFORE));
  }

  private static double number(Map<String, Object> map, String key) {
    return map.get(key) instanceof Number number ? number.doubleValue() : 0;
  }

  private static double milli(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  /**
   * The entries at the start of a process that works on a run.
   *
   * @param earlier what {@code run.yaml} held before; empty for a new run
   */
  public static Map<String, Object> start(
      Map<String, Object> earlier, String experiment, long seed, DataSet data, int threads) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("state", State.RUNNING.name());
    info.put("id", earlier.getOrDefault("id", UUID.randomUUID().toString()));
    info.put("experiment", experiment);
    info.put("version", Version.version());
    info.put("commit", Version.commit());
    info.put("seed", seed);
    info.put("threads", threads);
    info.put(START, earlier.getOrDefault(START, now()));
    info.put("pid", ProcessHandle.current().pid());
    List<Object> resumed = new ArrayList<>();
    if (earlier.get("resumed") instanceof List<?> list) {
      resumed.addAll(list);
    }
    if (!earlier.isEmpty()) {
      resumed.add(now());
    }
    info.put("resumed", resumed);
    for (String kept :
        List.of("init_from", "first_checkpoint", Run.REPRODUCES, Checkpoints.SEALED_FROM)) {
      if (earlier.containsKey(kept)) {
        info.put(kept, earlier.get(kept));
      }
    }
    for (String time : List.of(SECONDS, CPU_SECONDS)) {
      double before = before(earlier, time);
      if (before > 0) {
        info.put(time + BEFORE, before);
      }
    }
    info.put("data", data(data));
    info.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    info.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    info.put("processor", processor());
    info.put("cores", Runtime.getRuntime().availableProcessors());
    info.put("tensorflow", Version.tensorflow());
    info.put("environment", environment());
    return info;
  }

  /**
   * The entries at its end; its times are sums over all sessions.
   *
   * @param seconds of this session
   * @param cpuSeconds processor time of this session
   */
  public static Map<String, Object> end(
      Map<String, Object> start,
      State state,
      long steps,
      double seconds,
      double cpuSeconds,
      String message) {
    Map<String, Object> info = new LinkedHashMap<>(start);
    info.put("state", state.name());
    info.put("end", now());
    info.put("steps", steps);
    info.put(SECONDS, milli(seconds + before(start, SECONDS)));
    info.put(CPU_SECONDS, milli(cpuSeconds + before(start, CPU_SECONDS)));
    if (message != null) {
      info.put("message", message);
    }
    return info;
  }

  private static Map<String, Object> data(DataSet data) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", data.name());
    entry.putAll(DataSeal.of(data).toMap());
    Map<String, String> environments = new LinkedHashMap<>(); // as metrics call them
    data.environmentNames().forEach(own -> environments.put("env" + environments.size(), own));
    if (!environments.isEmpty()) {
      entry.put("environments", environments);
    }
    if (!data.testEnvironmentNames().isEmpty()) {
      entry.put("test_environments", data.testEnvironmentNames());
    }
    return entry;
  }

  private static String now() {
    return OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Model of the processor, if the system tells. */
  public static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (java.io.IOException | java.io.UncheckedIOException e) {
      return "unknown";
    }
  }

  /** The variables that change what TensorFlow does. */
  public static Map<String, String> environment() {
    Map<String, String> chosen = new TreeMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (CHANGES_NUMBERS.matcher(name).matches()) {
                chosen.put(name, value);
              }
            });
    return chosen;
  }
}
