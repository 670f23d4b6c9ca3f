package org.altgrad.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.runs.Run;

/**
 * The checkpoints of a run, {@code checkpoints/step-<n>/}: the variables in TensorFlow's format,
 * the loop's own state, a manifest with the SHA-256 of every file, and a seal of these and the run;
 * those of older versions have none. A checkpoint is written beside its place and renamed when it
 * is complete, so it is there whole or not at all. Each says which one was the best; {@code
 * index.yaml} tells people that.
 */
public final class Checkpoints {
  private static final String MANIFEST = "manifest.yaml";
  private static final String STATE = "state.yaml";
  private static final String READERS = ".readers";
  private static final String SEAL = "seal.yaml";
  private static final String BEST = "best_checkpoint";

  /** Key of {@code run.yaml}: the first step of which checkpoints have a seal. */
  public static final String SEALED_FROM = "sealed_from";

  private static final String WRITING = ".writing-";

  /** Key of the state of one that is there only because the run was interrupted. */
  private static final String PASSING = "passing";

  private final Path directory;
  private final int keep;
  private final Optional<String> run;

  /** Where they must be of one run, its {@code run.yaml}. */
  private final Optional<Path> info;

  /** From this step on a checkpoint without a seal is damaged. */
  private final long sealedFrom;

  private OptionalLong best = OptionalLong.empty();

  /** The best before the run's end. */
  private OptionalLong spare = OptionalLong.empty();

  /**
   * One checkpoint.
   *
   * @param step number of steps done
   * @param state of the loop
   */
  public record Checkpoint(Path path, long step, Map<String, Object> state) {
    /** Path prefix of the variables, as TensorFlow wants it. */
    public String variables() {
      return path.resolve("variables").toString();
    }

    /** The first step of which a run that goes on from here has checkpoints with a seal. */
    public long sealedFrom() {
      return Files.exists(path.resolve(SEAL), LinkOption.NOFOLLOW_LINKS) ? step : step + 1;
    }
  }

  /** Which of them. */
  public enum Which {
    LAST,
    BEST
  }

  /** Writes the variables below a path prefix. */
  @FunctionalInterface
  public interface Saver {
    /**
     * @throws UncheckedIOException if the file system does not take it
     */
    void save(String prefix);
  }

  /**
   * @param keep how many of the newest stay, besides the best
   */
  public Checkpoints(Path directory, int keep) {
    this(directory, keep, Optional.empty(), Optional.empty(), Long.MAX_VALUE);
  }

  private Checkpoints(
      Path directory, int keep, Optional<String> run, Optional<Path> info, long sealedFrom) {
    this.sealedFrom = sealedFrom;
    this.directory = directory;
    this.keep = keep;
    this.run = run;
    this.info = info;
  }

  /**
   * Those of a run, which refuse to be taken for another's. Where its {@code run.yaml} is gone,
   * those that say whose they are are refused, too: configuration and metrics may be of any.
   */
  public static Checkpoints of(RunDirectory run, int keep) {
    Map<String, Object> info = run.readInfo();
    Optional<String> id = Optional.ofNullable(info.get("id")).map(Object::toString);
    return new Checkpoints(run.checkpoints(), keep, id, Optional.of(run.info()), sealedFrom(info));
  }

  /**
   * A version that did not say so sealed what {@code run.yaml} says, and its checkpoints; those of
   * a run that went on may be of a version before.
   */
  private static long sealedFrom(Map<String, Object> info) {
    if (!info.containsKey(Run.INFO_SEAL) || !info.containsKey("id")) {
      return Long.MAX_VALUE; // whoever does not say who it is has nothing to seal
    }
    boolean wentOn = info.get("resumed") instanceof List<?> times && !times.isEmpty();
    return info.get(SEALED_FROM) instanceof Number step
        ? step.longValue()
        : wentOn ? Long.MAX_VALUE : 0;
  }

  /** Reads beside a run in training, which deletes and replaces no checkpoint meanwhile. */
  public <R> R reading(Supplier<R> read) {
    Path file = directory.resolve(READERS);
    if (!Files.exists(file)) {
      return read.get();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      try {
        channel.lock(0, Long.MAX_VALUE, true);
      } catch (OverlappingFileLockException e) {
        // another thread of this process holds it too
      }
      return read.get();
    } catch (IOException e) {
      throw new RunException(file + " cannot be locked: " + Durable.reason(e), e);
    }
  }

  /** Deletes, if nobody reads now. */
  private interface Deletion {
    void run() throws IOException;
  }

  private void unread(boolean wait, Deletion deletion) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(READERS), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if ((wait ? channel.lock() : channel.tryLock()) != null) {
        deletion.run();
      }
    } catch (OverlappingFileLockException e) {
      if (wait) {
        deletion.run(); // this very process reads
      }
    }
  }

  /** Whether there was ever one, as far as the directory tells. */
  public boolean any() {
    try {
      return Files.isDirectory(directory)
          && (Files.exists(directory.resolve("index.yaml")) || !steps().isEmpty());
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be read", e);
    }
  }

  /**
   * Whether a directory of checkpoints has one of a step that was made.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean beyondStart(Path directory) throws IOException {
    return reached(directory) > 0;
  }

  /**
   * The step of the newest of a directory's checkpoints, whether it can be read or not; 0 without.
   *
   * @throws IOException if the directory cannot be read
   */
  public static long reached(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("step-\\d{1,18}"))
          .mapToLong(name -> Long.parseLong(name.substring("step-".length())))
          .max()
          .orElse(0);
    }
  }

  /**
   * Writes a checkpoint of a run that is interrupted where none is due: the next one that is takes
   * its place, so that those that stay are those of a run that nobody interrupted.
   */
  public void writePassing(long step, Map<String, Object> state, Saver saver) {
    Map<String, Object> passing = new LinkedHashMap<>(state);
    passing.put(PASSING, true);
    write(step, passing, false, saver);
  }

  /** Writes a checkpoint, then deletes those that are no longer wanted. */
  public void write(long step, Map<String, Object> state, boolean isBest, Saver saver) {
    if (isBest) {
      best = OptionalLong.of(step);
    }
    Path place = directory.resolve("step-" + step);
    Path temporary = directory.resolve(WRITING + step);
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory);
      }
      Durable.deleteTree(temporary);
      Files.createDirectory(temporary);
      saver.save(temporary.resolve("variables").toString());
      Map<String, Object> all = new LinkedHashMap<>(state);
      run.ifPresent(id -> all.put("run", id));
      best.ifPresent(of -> all.put(BEST, "step-" + of));
      YamlFile.write(temporary.resolve(STATE), all);
      Map<String, Object> manifest = new LinkedHashMap<>();
      for (Path file : files(temporary)) {
        Durable.sync(file);
        manifest.put(file.getFileName().toString(), Seal.of(file));
      }
      YamlFile.write(temporary.resolve(MANIFEST), manifest);
      run.ifPresent(
          id ->
              YamlFile.write(
                  temporary.resolve(SEAL), Map.of("sha256", Seal.ofValues(id, manifest))));
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        unread(
            true,
            () -> {
              Durable.deleteTree(place);
              Durable.rename(temporary, place);
            });
      } else {
        Durable.rename(temporary, place);
      }
      writeIndex(step);
      unread(false, () -> prune(step));
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
      String why = Durable.reason(Durable.named(cause, temporary, place));
      throw new RunException("checkpoint " + place + " cannot be written: " + why, e);
    }
  }

  private void writeIndex(long last) {
    YamlFile.write(directory.resolve("index.yaml"), index(last));
  }

  private Map<String, Object> index(long last) {
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("last", "step-" + last);
    if (best.isPresent()) {
      index.put("best", "step-" + best.getAsLong());
    }
    return index;
  }

  /**
   * Does what a kill may have cut off after a checkpoint was written: tells of it, and deletes
   * those that are no longer wanted. The directory is then what it is if nobody kills.
   *
   * @param last the checkpoint that the run goes on from
   * @param bestBeforeEnd the best before the run's end, if that has come
   */
  public void settle(long last, OptionalLong bestBeforeEnd) {
    spare = bestBeforeEnd;
    try {
      if (!told(last)) {
        writeIndex(last);
      }
      unread(false, () -> prune(last));
    } catch (IOException e) {
      throw new RunException(directory + " cannot be tidied: " + Durable.reason(e), e);
    }
  }

  private boolean told(long last) {
    try {
      return Yamls.read(directory.resolve("index.yaml")).equals(index(last));
    } catch (RunException e) {
      return false; // gone, or cut off
    }
  }

  private void prune(long last) throws IOException {
    for (Path entry : files(directory)) {
      if (entry.getFileName().toString().startsWith(WRITING)) {
        Durable.deleteTree(entry); // what a kill has left of one that nobody wrote again
      }
    }
    List<Long> steps = steps();
    steps.removeIf(step -> step > last);
    for (long step : List.copyOf(steps)) {
      if (step < last && !best.equals(OptionalLong.of(step)) && passing(step)) {
        Durable.deleteTree(directory.resolve("step-" + step));
        steps.remove(step);
      }
    }
    for (long step : steps.subList(Math.min(keep, steps.size()), steps.size())) {
      OptionalLong own = OptionalLong.of(step);
      if (!best.equals(own) && !spare.equals(own)) {
        Durable.deleteTree(directory.resolve("step-" + step));
      }
    }
  }

  private boolean passing(long step) {
    try {
      Path state = directory.resolve("step-" + step).resolve(STATE);
      return Boolean.TRUE.equals(Yamls.read(state).get(PASSING));
    } catch (RunException e) {
      return false; // gone, or damaged
    }
  }

  /**
   * The newest checkpoint that is whole.
   *
   * @param message hears about those that are not, which are passed over
   */
  public Optional<Checkpoint> newest(Consumer<String> message) {
    try {
      if (!Files.isDirectory(directory)) {
        return Optional.empty();
      }
      for (long step : steps()) {
        Optional<Checkpoint> whole = read(directory.resolve("step-" + step), step, message);
        if (whole.isPresent()) {
          tellOfLost(step, message);
          return Optional.of(own(whole.get(), message));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be read", e);
    }
  }

  /** The index tells of a checkpoint that has been there. */
  private void tellOfLost(long newest, Consumer<String> message) {
    Path index = directory.resolve("index.yaml");
    String last = "";
    try {
      last = String.valueOf(Yamls.read(index).get("last"));
    } catch (RunException e) {
      message.accept(index + " is damaged and passed over: " + e.getMessage());
    }
    if (last.matches("step-\\d{1,18}")
        && Long.parseLong(last.substring("step-".length())) > newest
        && !Files.exists(directory.resolve(last))) {
      message.accept("checkpoint " + directory.resolve(last) + " is gone and passed over");
    }
  }

  /** The best checkpoint, if the newest names one, or an older one's index, and it is whole. */
  public Optional<Checkpoint> best(Consumer<String> message) {
    Path index = directory.resolve("index.yaml");
    Optional<Checkpoint> newest = newest(message);
    Object name = newest.map(last -> last.state().get(BEST)).orElse(null);
    if (name == null && newest.isPresent() && Files.exists(index)) {
      name = Yamls.read(index).get("best");
    }
    if (name == null || !name.toString().matches("step-\\d{1,18}")) {
      return Optional.empty();
    }
    long step = Long.parseLong(name.toString().substring("step-".length()));
    return read(directory.resolve(name.toString()), step, message).map(c -> own(c, message));
  }

  /** A checkpoint that was copied from another run is none of this one's. */
  private Checkpoint own(Checkpoint found, Consumer<String> message) {
    Object said = found.state().get("run");
    if (run.isPresent() && said == null) {
      message.accept(
          "checkpoint "
              + found.path()
              + " does not say whose it is, for an older version wrote it; taken for this run's");
    } else if (run.isPresent() && !run.get().equals(said.toString())) {
      throw new RunException(
          "checkpoint "
              + found.path()
              + " must be of run "
              + run.get()
              + ", as run.yaml says, but is of run "
              + said,
          "put this run's own back, or remove it");
    } else if (said != null && info.filter(file -> !Files.exists(file)).isPresent()) {
      throw new RunException(
          info.get()
              + " is gone, so nothing tells whether config.yaml and metrics.csv are those of"
              + " checkpoint "
              + found.path()
              + ", which is of run "
              + said,
          "put that run's own run.yaml back; if there is none, train anew in another"
              + " directory, with the words of overrides.yaml");
    }
    return found;
  }

  /**
   * One to work with.
   *
   * @param message hears about those that are damaged
   * @throws RunException if there is none
   */
  public Checkpoint get(Which which, Consumer<String> message) {
    List<String> damaged = new ArrayList<>();
    Consumer<String> heard = message.andThen(damaged::add);
    return (which == Which.BEST ? best(heard) : newest(heard))
        .orElseThrow(() -> none(which.name().toLowerCase(Locale.ROOT), damaged));
  }

  private RunException none(String which, List<String> damaged) {
    String place = directory.getParent().toString();
    if (!damaged.isEmpty()) {
      String all = String.join("; ", damaged);
      return new RunException(
          place + " has no usable " + which + " checkpoint: put it back; " + all);
    }
    String what = place + " has no " + which + " checkpoint";
    boolean done = info.filter(Files::exists).filter(Checkpoints::done).isPresent();
    if (done && newest(message -> {}).isEmpty()) {
      return new RunException(
          what + ", for the run is done and its checkpoints are gone",
          "put them back in "
              + directory
              + ", or train it again: "
              + ShellCommand.of("reproduce", place));
    }
    return new RunException(done ? what : what + " yet");
  }

  private static boolean done(Path info) {
    return State.DONE.name().equals(Yamls.read(info).get("state"));
  }

  /** Keeps the checkpoint that is the best now, should there be a better one. */
  public void spareBest() {
    spare = best;
  }

  /** Takes the best checkpoint of an earlier process into account; call it when resuming. */
  public void resumeFrom(OptionalLong bestStep) {
    best = bestStep;
  }

  private Optional<Checkpoint> read(Path path, long step, Consumer<String> message) {
    try {
      Map<String, Object> manifest = Yamls.read(path.resolve(MANIFEST));
      for (Map.Entry<String, Object> entry : manifest.entrySet()) {
        String name = entry.getKey();
        if (name.contains("/") || name.contains("\\")) {
          throw new RunException("its manifest names " + name);
        }
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file) || !Seal.of(file).equals(entry.getValue())) {
          throw new RunException(
              name + (Files.exists(file) ? " is not what its checksum says" : " is missing"));
        }
      }
      if (!manifest.containsKey(STATE)) {
        throw new RunException("its manifest lacks " + STATE);
      }
      Map<String, Object> state = Yamls.read(path.resolve(STATE));
      String seal = Seal.ofValues("" + state.get("run"), manifest);
      boolean sealed = Files.exists(path.resolve(SEAL), LinkOption.NOFOLLOW_LINKS);
      if (!sealed && step >= sealedFrom) {
        throw new RunException(SEAL + " is missing");
      }
      if (sealed && !seal.equals(Yamls.read(path.resolve(SEAL)).get("sha256"))) {
        throw new RunException("its files are not of one checkpoint, as " + SEAL + " tells");
      }
      if (state.containsKey("step") && !state.get("step").toString().equals("" + step)) {
        throw new RunException("its " + STATE + " is of step " + state.get("step"));
      }
      return Optional.of(new Checkpoint(path, step, state));
    } catch (RunException | IOException e) {
      message.accept("checkpoint " + path + " is damaged and passed over: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Newest first. */
  private List<Long> steps() throws IOException {
    List<Long> steps = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("step-\\d{1,18}"))
          .forEach(name -> steps.add(Long.parseLong(name.substring("step-".length()))));
    }
    steps.sort(Comparator.reverseOrder());
    return steps;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }
}
