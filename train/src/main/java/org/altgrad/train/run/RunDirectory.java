package org.altgrad.train.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.Links;
import org.altgrad.base.Place;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.Runs;

/**
 * The directory of one run. It is created atomically and never shared: runs that start in the same
 * second get different ones.
 */
public record RunDirectory(Path path) {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss");
  private static final Set<String> BIRTH =
      Set.of(".lock", "overrides.yaml", ".overrides.yaml.tmp", ".config.yaml.tmp");

  /** A file that the directory of a study has. */
  public static final String STUDY = "study.yaml";

  /** One that the directory of a sweep has. */
  public static final String SWEEP = "sweep.yaml";

  /** The files with which a run is filed. */
  private static final String FILED = "(config|overrides)[.]yaml";

  /** What the name of one ends in that was not the run's. */
  private static final String DAMAGED = ".damaged";

  /** The resolved configuration of the run. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  public Path overrides() {
    return path.resolve("overrides.yaml");
  }

  /** Provenance and state. */
  public Path info() {
    return path.resolve("run.yaml");
  }

  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  public Path result() {
    return path.resolve("result.yaml");
  }

  public Path log() {
    return path.resolve("run.log");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  public Path figures() {
    return path.resolve("figures");
  }

  /** Tables beside the metrics: {@code <recording>/step-000000012.csv}. */
  public Path recordings() {
    return path.resolve("recordings");
  }

  public Path samples() {
    return path.resolve("samples");
  }

  /** What {@code run.yaml} calls the run, wherever its directory is; empty for old runs. */
  public Optional<String> id() {
    return Optional.ofNullable(readInfo().get("id")).map(Object::toString);
  }

  /** A new directory with an empty configuration below a root, named after the time. */
  public static RunDirectory create(Path root, String experiment, LocalDateTime now) {
    return create(root, experiment, now, run -> run.writeConfig("{}\n", List.of()));
  }

  /**
   * A new directory below a root, named after the time.
   *
   * @param content makes what is in it, at least one file; it is there with the directory or not at
   *     all
   */
  public static RunDirectory create(
      Path root, String experiment, LocalDateTime now, Consumer<RunDirectory> content) {
    Path parent = root.resolve(experiment);
    requireOutside(parent, "run.root=" + root);
    String stamp = now.format(STAMP);
    try {
      Links.followed(parent);
      for (int n = 1; ; n++) {
        Path path = parent.resolve(n == 1 ? stamp : stamp + "-" + n);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) && born(path, content)) {
          return new RunDirectory(path);
        }
        // another run started in this second: try the next number
      }
    } catch (IOException e) {
      throw new RunException(
          "no run directory can be made in " + parent + ": " + Durable.reason(e) + "; see run.root",
          e);
    }
  }

  /** Exactly this directory with an empty configuration; it must not exist or be empty. */
  public static RunDirectory createExactly(Path path) {
    return createExactly(path, run -> run.writeConfig("{}\n", List.of()));
  }

  /**
   * Exactly this directory, which must not exist or be empty.
   *
   * @param content files the configuration; whoever is killed in it leaves no half run behind
   */
  public static RunDirectory createExactly(Path path, Consumer<RunDirectory> content) {
    RunDirectory run = new RunDirectory(path);
    requireOutside(path.toAbsolutePath().normalize().getParent(), "run.dir=" + path);
    try {
      Links.followed(path);
      if (!Files.exists(path)) {
        if (!born(path, content)) {
          throw new RunException("run.dir=" + path + " has just been taken by another run");
        }
        return run;
      }
      requireFree(run);
      FileChannel lock = run.lock();
      try {
        requireFree(run);
        content.accept(run);
      } finally {
        lock.close();
      }
      return run;
    } catch (IOException e) {
      throw new RunException("run.dir=" + path + " cannot be made: " + Durable.reason(e), e);
    }
  }

  /** Who looks for runs does not look within one, and who deletes one deletes what is in it. */
  private static void requireOutside(Path parent, String typed) {
    for (Path above = parent.toAbsolutePath().normalize();
        above != null;
        above = above.getParent()) {
      if (Runs.isRun(above)) {
        throw new RunException(typed + " lies within a run, " + above + "; name a place beside it");
      }
    }
  }

  /** What a run that was killed at its birth leaves in a directory does not count. */
  private static void requireFree(RunDirectory run) throws IOException {
    Path path = run.path();
    boolean free = Files.isDirectory(path);
    if (free) {
      try (Stream<Path> entries = Files.list(path)) {
        free = entries.map(e -> e.getFileName().toString()).allMatch(BIRTH::contains);
      }
    }
    if (!free) {
      if (Files.exists(run.config())) {
        open(path); // or it was killed when it was made
      }
      throw new RunException(
          "run.dir="
              + path
              + (Files.isDirectory(path) ? " is there already and not empty" : " is a file")
              + "; name another"
              + (Files.exists(run.config()) ? ", or resume it with train --resume " + path : ""));
    }
  }

  /** Makes a directory with its content in one step; false if there is one with files already. */
  private static boolean born(Path path, Consumer<RunDirectory> content) throws IOException {
    return Durable.born(
            path,
            false,
            unborn -> {
              content.accept(new RunDirectory(unborn));
              return true;
            })
        .isPresent();
  }

  /** The directory of a run that was prepared or started before. */
  public static RunDirectory open(Path path) {
    RunDirectory run = new RunDirectory(path);
    requireDirectory(path, "a run directory");
    Path index = run.checkpoints().resolve("index.yaml");
    Stream.of(
            run.config(),
            run.overrides(),
            run.info(),
            run.metrics(),
            run.result(),
            run.log(),
            index)
        .forEach(file -> requireKind(file, Files.isRegularFile(file), "a file"));
    Stream.of(run.checkpoints(), run.recordings())
        .forEach(folder -> requireKind(folder, Files.isDirectory(folder), "a directory"));
    if (!Files.exists(run.config())) {
      throw new RunException(path + " is no run directory: " + whatElse(path));
    }
    try {
      if (Files.size(run.config()) == 0 && Files.exists(run.info())) {
        throw new RunException(run.config() + " is empty; put the run's own back");
      }
      if (Files.size(run.config()) == 0) {
        throw new RunException(
            path + " was killed when it was made and holds no run; delete it, and train anew");
      }
    } catch (IOException e) {
      throw new RunException(run.config() + " cannot be read: " + Durable.reason(e), e);
    }
    return run;
  }

  /**
   * Refuses a place that is no directory.
   *
   * @param right what would be right
   */
  public static void requireDirectory(Path place, String right) {
    Place.wrong(place, right)
        .ifPresent(
            what -> {
              throw new RunException(what);
            });
  }

  /** What stands where the run keeps its own is found before anything is read or written. */
  private static void requireKind(Path place, boolean right, String what) {
    if (!right && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new RunException(
          place + ": must be " + what + " of the run but is something else; move it away");
    }
  }

  /**
   * Refuses a configuration with which the run was not started, and what {@code run.yaml} says if
   * the run did not write it; runs of older versions cannot tell.
   *
   * @throws RunException if one is another's
   */
  public void requireOwnConfig() {
    Map<String, Object> info = readInfo();
    if (!Run.isOwn(info)) {
      throw new RunException(RunSeals.told(info()));
    }
    Object own = info.get(Run.CONFIG_SEAL);
    if (own != null && !own.equals(configSeal())) {
      throw new RunException(
          config()
              + " is not what the run of "
              + info().getFileName()
              + " was started with: put the run's own back; how long it goes on is said by"
              + " train --resume with trainer.max_epochs=N");
    }
  }

  /**
   * Whether the configuration is the one that the run was started with, as far as {@code run.yaml}
   * can tell.
   *
   * @throws RunException if the configuration cannot be read
   */
  public boolean begunWithConfig() {
    Object own;
    try {
      own = readInfo().get(Run.CONFIG_SEAL);
    } catch (RunException e) {
      own = null;
    }
    return configSeal().equals(own == null ? configSeal() : own);
  }

  /** What tells the filed configuration from that of another run. */
  public String configSeal() {
    return Run.seal(configured());
  }

  /** The same for a run that may go on for longer, or with other threads, than was filed. */
  public String lastingSeal() {
    return lastingSeal(configured());
  }

  /**
   * The same of a configuration that is not filed.
   *
   * @param config with dotted keys
   */
  public static String lastingSeal(Map<String, Object> config) {
    Map<String, Object> values = new LinkedHashMap<>(config);
    values.keySet().removeAll(RunSeals.CHANGEABLE);
    return Run.seal(values);
  }

  private Map<String, Object> configured() {
    return YamlFile.flatten(YamlFile.read(config(), RunException::new));
  }

  /** Whether somebody has worked on the run, as its files tell. */
  public boolean begun() {
    return Stream.of(info(), metrics(), result(), checkpoints())
        .anyMatch(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * What was typed for the run, as {@code overrides.yaml} says it; empty if that is gone or cut
   * short.
   */
  public Optional<List<String>> typed() {
    try {
      if (!Files.isRegularFile(overrides())) {
        return Optional.empty();
      }
      String text = new String(Files.readAllBytes(overrides()), StandardCharsets.UTF_8);
      List<String> typed =
          text.lines()
              .filter(line -> line.matches("- '.*'"))
              .map(line -> line.substring(3, line.length() - 1).replace("''", "'"))
              .toList();
      return Optional.of(typed).filter(words -> overridesText(words).equals(text));
    } catch (IOException e) {
      throw new RunException(overrides() + " cannot be read: " + Durable.reason(e), e);
    }
  }

  /**
   * Files the configuration anew, and what was typed, of a run that has not begun, and keeps what
   * they have said until now, where it was something else, under other names.
   *
   * @param filing files them, or fails; the directory may be another one after that
   * @return the names under which the former ones are kept; empty if they said nothing else
   */
  public Optional<String> refile(Runnable filing) {
    try {
      Map<String, byte[]> former = new LinkedHashMap<>();
      if (Files.isDirectory(path)) {
        try (Stream<Path> all = Files.list(path)) {
          for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
            String name = file.getFileName().toString();
            if (name.matches(FILED + "(" + DAMAGED + ".*)?")) {
              former.put(name, Files.readAllBytes(file));
            }
          }
        }
      }
      try {
        filing.run();
      } catch (RuntimeException e) {
        Files.createDirectories(path);
        restore(former);
        throw e;
      }
      List<String> kept = new ArrayList<>();
      for (String name : List.copyOf(former.keySet())) {
        if (name.matches(FILED)) {
          byte[] said = former.remove(name);
          Path now = path.resolve(name);
          if (said.length > 0 && !Arrays.equals(said, Files.readAllBytes(now))) {
            kept.add(free(name + DAMAGED, former.keySet()));
            former.put(kept.get(kept.size() - 1), said);
          }
        }
      }
      restore(former);
      return Optional.of(String.join(" and ", kept)).filter(names -> !names.isEmpty());
    } catch (IOException e) {
      throw new RunException(config() + " cannot be filed anew: " + Durable.reason(e), e);
    }
  }

  /** Writes what is not there. */
  private void restore(Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path place = path.resolve(file.getKey());
      if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        Files.write(place, file.getValue());
      }
    }
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int n = 2; taken.contains(free); n++) {
      free = name + "-" + n;
    }
    return free;
  }

  /** What a directory without a run is; which of many runs was meant cannot be guessed. */
  private static String whatElse(Path path) {
    boolean study = Files.exists(path.resolve(STUDY));
    if (study || Files.exists(path.resolve(SWEEP))) {
      return "it is a "
          + (study ? "study" : "sweep")
          + " of many; "
          + ShellCommand.of("sweep", "status", path)
          + " and "
          + ShellCommand.of("report", path)
          + " tell of all, "
          + ShellCommand.of("ls", path)
          + " lists the runs";
    }
    return "it has no config.yaml" + nearby(path);
  }

  private static String nearby(Path path) {
    try (Stream<Path> entries = Files.walk(path, 4)) {
      return entries
          .filter(p -> p.getFileName().toString().equals("run.yaml"))
          .findFirst()
          .map(p -> "; did you mean " + p.getParent() + "?")
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** Files the configuration; what makes the directory a run comes last. */
  public void writeConfig(String yaml, List<String> overridesTyped) {
    Durable.write(overrides(), overridesText(overridesTyped));
    Durable.write(config(), yaml);
  }

  /**
   * Files the configuration of another directory of the run, from which it shall begin anew, and
   * what was typed.
   */
  public void writeConfig(RunDirectory former) {
    try {
      Files.createDirectories(path);
      if (Files.isRegularFile(former.overrides())) {
        Durable.write(overrides(), Files.readString(former.overrides()));
      }
      Durable.write(config(), Files.readString(former.config()));
    } catch (IOException e) {
      throw new RunException(path + " cannot be made again: " + Durable.reason(e), e);
    }
  }

  /**
   * One of many runs, in a directory that nobody sees yet: it may be lost if the machine goes down,
   * for what it is stands elsewhere too.
   */
  public static void writeOneOfMany(Path path, String yaml, List<String> overridesTyped) {
    RunDirectory run = new RunDirectory(path);
    try {
      Files.createDirectory(path);
      Files.writeString(run.overrides(), overridesText(overridesTyped));
      Files.writeString(run.config(), yaml);
    } catch (IOException e) {
      throw new RunException(path + " cannot be made: " + Durable.reason(e), e);
    }
  }

  /** What {@code overrides.yaml} says of words that were typed. */
  public static String overridesText(List<String> overridesTyped) {
    StringBuilder list = new StringBuilder();
    for (String override : overridesTyped) {
      list.append("- '").append(override.replace("'", "''")).append("'\n");
    }
    return list.isEmpty() ? "[]\n" : list.toString();
  }

  /**
   * Deletes the run if it has no number and no checkpoint.
   *
   * @param keep whether the directory itself stays, for it is a user's
   */
  public void removeUntrained(boolean keep) {
    try {
      if (Checkpoints.beyondStart(checkpoints())
          || Files.exists(metrics()) && Files.readAllLines(metrics()).size() > 1) {
        return;
      }
      if (!keep) {
        Durable.deleteTree(path);
        return;
      }
      try (Stream<Path> entries = Files.list(path)) {
        for (Path entry : entries.toList()) {
          Durable.deleteTree(entry);
        }
      }
    } catch (IOException e) {
      throw new RunException(path + " cannot be removed: " + Durable.reason(e), e);
    }
  }

  /**
   * Stops what would make a directory anew that somebody removed.
   *
   * @throws RunException if the run is not there any more
   */
  public void requirePresent() {
    if (!Files.exists(config())) {
      throw new RunException(path + " was removed while the run went on; it is not made again");
    }
  }

  /** What {@code run.yaml} says; empty before the first start. */
  public Map<String, Object> readInfo() {
    return Files.exists(info()) ? Yamls.read(info()) : new LinkedHashMap<>();
  }

  /** What its data were when it was last started; empty if {@code run.yaml} does not say it. */
  public Optional<DataSeal> dataSeal() {
    return DataSeal.read(readInfo().get("data"));
  }

  /** Files what {@code run.yaml} says, with a seal of it. */
  public void writeInfo(Map<String, ?> content) {
    YamlFile.write(info(), RunSeals.sealed(content));
  }

  /**
   * Says that the run failed where there is no room for another {@code run.yaml}: in the old one,
   * which keeps its size. What cannot be written is left as it is.
   */
  public void markFailed() {
    try (FileChannel file = FileChannel.open(info(), StandardOpenOption.WRITE)) {
      String text = Files.readString(info());
      String running = "state: " + State.RUNNING;
      int at = text.startsWith(running) ? 0 : text.indexOf("\n" + running) + 1;
      if (text.startsWith(running, at)) {
        String failed =
            ("state: " + State.FAILED + " ".repeat(running.length()))
                .substring(0, running.length());
        int start = text.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
        file.write(ByteBuffer.wrap(failed.getBytes(StandardCharsets.UTF_8)), start);
        file.force(true);
      }
    } catch (IOException e) {
      // The error that is reported says why.
    }
  }

  public void writeResult(Map<String, ?> content) {
    YamlFile.write(result(), content);
  }

  /** The state in {@code run.yaml}; empty before the first start. */
  public Optional<State> state() {
    Object state = readInfo().get("state");
    try {
      return state == null ? Optional.empty() : Optional.of(State.valueOf(state.toString()));
    } catch (IllegalArgumentException e) {
      throw new RunException(
          info() + ": state: must be one of " + List.of(State.values()) + " but is " + state, e);
    }
  }

  /** Whether {@code run.yaml} says that the run is done; one that cannot be read does not. */
  public boolean saysDone() {
    try {
      return state().equals(Optional.of(State.DONE));
    } catch (RunException e) {
      return false;
    }
  }

  /**
   * Keeps other processes from working on this run until the result is closed.
   *
   * @throws RunException if another process does so now
   */
  public FileChannel lock() {
    Path file = path.resolve(".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // held by this process
      }
      if (lock == null) {
        channel.close();
        throw new RunException(path + " is being worked on by another process");
      }
      return channel;
    } catch (IOException e) {
      String why = Durable.reason(Durable.named(e, file, file));
      throw new RunException(path + " cannot be locked: " + why, e);
    }
  }

  /** Whether another process works on the run now. */
  public boolean busy() {
    if (!Files.exists(path.resolve(".lock"))) {
      return false;
    }
    // Read only, so that it can be asked where nothing can be written.
    try (FileChannel channel = FileChannel.open(path.resolve(".lock"), StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true; // held by this process
    } catch (IOException e) {
      throw new RunException(path.resolve(".lock") + " cannot be read: " + Durable.reason(e), e);
    }
  }
}
