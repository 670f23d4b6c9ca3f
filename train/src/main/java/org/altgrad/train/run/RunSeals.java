package org.altgrad.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.runs.Run;

/**
 * Which files of a run are not what the run wrote, by the seals in its {@code run.yaml}; what older
 * versions did not seal is taken for its own, and so are metrics and results of a run that has not
 * ended.
 */
public final class RunSeals {
  /** What may be changed when a run is resumed: how long it goes on and with how many threads. */
  public static final Set<String> CHANGEABLE =
      Set.of(
          "trainer.max_epochs",
          "trainer.max_steps",
          "trainer.max_time",
          "trainer.threads",
          "trainer.keep",
          "run.figure",
          "run.export");

  /** Key of {@code run.yaml}: SHA-256 of the overrides that were typed. */
  static final String OVERRIDES = "overrides_sha256";

  private RunSeals() {}

  /** The seal of a run's overrides when it was first started. */
  public static void addOverrides(
      RunDirectory run, Map<String, Object> earlier, Map<String, Object> info) {
    Object known = earlier.get(OVERRIDES);
    if (known != null) {
      info.put(OVERRIDES, known);
    } else if (Files.exists(run.overrides())) {
      info.put(OVERRIDES, text(run.overrides()));
    }
  }

  /** The same entries with a seal of them all. */
  static Map<String, Object> sealed(Map<String, ?> info) {
    Map<String, Object> all = new LinkedHashMap<>(info);
    all.put(Run.INFO_SEAL, Run.infoSeal(all));
    return all;
  }

  /**
   * The files that are not what the run wrote, or are gone.
   *
   * @param longest metrics, in bytes; longer ones are not looked at
   * @throws RunException if {@code run.yaml} or another file cannot be read
   */
  public static List<Path> edited(RunDirectory run, long longest) {
    Map<String, Object> info = run.readInfo();
    List<Path> edited = new ArrayList<>();
    if (!Run.isOwn(info)) {
      edited.add(run.info());
    }
    if (differs(info, Run.CONFIG_SEAL, run.config(), file -> run.configSeal())) {
      edited.add(run.config());
    }
    if (differs(info, OVERRIDES, run.overrides(), RunSeals::text)) {
      edited.add(run.overrides());
    }
    if (size(run.metrics()) <= longest
        && differs(info, Run.METRICS_SEAL, run.metrics(), RunSeals::text)) {
      edited.add(run.metrics());
    }
    if (differs(info, Run.RESULT_SEAL, run.result(), RunSeals::result)) {
      edited.add(run.result());
    }
    return edited;
  }

  /** What is to be said of such a file. */
  public static String told(Path file) {
    return file
        + (Files.exists(file) ? ": is not what the run wrote" : ": is gone")
        + "; put the run's own back";
  }

  private interface Sealing {
    String of(Path file);
  }

  private static boolean differs(Map<String, Object> info, String key, Path file, Sealing sealing) {
    Object known = info.get(key);
    return known != null && (!Files.exists(file) || !known.equals(sealing.of(file)));
  }

  /** Of a result that is no YAML any more there is none. */
  private static String result(Path file) {
    try {
      return Run.seal(YamlFile.flatten(Yamls.read(file)));
    } catch (RunException e) {
      return "";
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new RunException(file + " cannot be read: " + Durable.reason(e), e);
    }
  }

  private static String text(Path file) {
    try {
      return Seal.ofText(Files.readString(file));
    } catch (java.nio.charset.CharacterCodingException e) {
      return ""; // no text any more
    } catch (IOException e) {
      throw new RunException(file + " cannot be read: " + Durable.reason(e), e);
    }
  }
}
