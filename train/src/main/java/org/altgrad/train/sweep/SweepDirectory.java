package org.altgrad.train.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.search.Definition;
import org.altgrad.train.search.DefinitionSeal;
import org.altgrad.train.sweep.Event.Kind;
import org.altgrad.train.sweep.Heartbeat.Life;
import org.altgrad.train.sweep.Standing.Phase;

/**
 * A directory with runs on which workers work: its journal and what follows from it. Everything
 * that changes is decided under the lock, by what the journal says then; whether a run is done is
 * said by the run itself.
 */
public final class SweepDirectory {
  /** A run that has cost so many workers one after the other is not tried again by itself. */
  private static final int MOST_LOSSES = 10;

  /** Of a run that failed: its program does not measure what the search looks for. */
  public static final String UNMEASURED = "unmeasured";

  /** A hidden directory, of which no table knows: what has remained of runs. */
  private static final String ASIDE = ".aside";

  /** Where a study's directory has its runs. */
  public static final String STUDY_RUNS = "runs";

  private final Path path;
  private final Owner self = Owner.self();
  private final Journal journal;
  private final SweepState state = new SweepState();
  private final Optional<Plan> plan;
  private final Stacks stacks;
  private final RunDamage damage = new RunDamage();

  /** What the file says now that defines a search. */
  private final Map<String, String> filed;

  /** Why that cannot be read. */
  private final Optional<String> unreadable;

  /** What a worker can do now. */
  public sealed interface Turn {
    /**
     * Work on jobs that are claimed for it.
     *
     * @param graph in which they train; empty if it is one job, which runs by itself
     */
    record Work(List<Job> jobs, Optional<String> graph) implements Turn {}

    /** Wait for what others do. */
    record Wait() implements Turn {}

    /** End: nothing is left that it could do. */
    record End() implements Turn {}
  }

  public SweepDirectory(Path path) {
    this.path = path;
    this.journal = new Journal(path);
    Optional<Plan> read = Optional.empty();
    Map<String, String> said = Map.of();
    String why = null;
    try {
      read = Plan.of(path);
      said = read.isPresent() ? DefinitionSeal.of(path.resolve(Plan.FILE)) : said;
    } catch (ConfigException e) {
      why = e.getMessage();
    }
    this.plan = read;
    this.filed = said;
    this.unreadable = Optional.ofNullable(why);
    this.stacks = Stacks.of(path);
  }

  /** Which runs train in one graph. */
  public Stacks stacks() {
    return stacks;
  }

  /** What is searched; empty if all runs were filed when the sweep was made. */
  public Optional<Plan> plan() {
    return plan;
  }

  /** Where a directory has its journal. */
  public static Path journal(Path directory) {
    return directory.resolve(Journal.FILE);
  }

  /** Whether a directory has a journal of which at least the first line is whole. */
  public static boolean isOne(Path directory) {
    return Journal.begun(journal(directory));
  }

  /** What has become of the journal of a directory that has none. */
  public static String lost(Path directory) {
    Path file = journal(directory);
    return file
        + (!Files.exists(file)
            ? " is gone"
            : file.toFile().length() == 0 ? " is empty" : " is cut short within its first line");
  }

  public Path path() {
    return path;
  }

  /**
   * A message about a run, with the paths below this directory as they are from here. What is to be
   * typed stays whole.
   */
  public String within(String message) {
    String text = message;
    for (Path place : List.of(path.toAbsolutePath().normalize(), path)) {
      String whole = Pattern.quote(place + path.getFileSystem().getSeparator());
      text = text.replaceAll("(?<!altgrad [a-z -]{1,40}'?)(?<![^\\s:('\"])" + whole, "");
    }
    return text;
  }

  public Owner self() {
    return self;
  }

  public RunDirectory run(Job job) {
    return new RunDirectory(path.resolve(job.run()));
  }

  /**
   * Begins a journal, in a directory that nobody sees yet.
   *
   * @param proposed trials that are filed already
   */
  public static void begin(Path directory, List<Job> jobs, List<Event> proposed) {
    Map<String, Object> more = new LinkedHashMap<>(created(jobs).more());
    Path file = directory.resolve(Plan.FILE);
    if (Files.exists(file)) {
      more.put(SweepState.DEFINITION, DefinitionSeal.of(file));
    }
    FrozenPoints.base(directory).ifPresent(base -> more.put(SweepState.BASE, Seal.ofText(base)));
    Event created = Event.now(Kind.CREATED, "", "", more);
    StringBuilder text = new StringBuilder(created.line()).append('\n');
    proposed.forEach(event -> text.append(event.line()).append('\n'));
    Durable.write(directory.resolve(Journal.FILE), text.toString());
  }

  private static Event created(List<Job> jobs) {
    return Event.now(Kind.CREATED, "", "", Map.of("jobs", jobs.stream().map(Job::toMap).toList()));
  }

  /** Says which jobs there are, if they are others than before. */
  public void jobs(List<Job> jobs) {
    if (!isOne(path) || !List.copyOf(state().jobs()).equals(jobs)) {
      change((now, events) -> events.add(created(jobs)));
    }
  }

  /**
   * Files the configuration of a run anew that has not begun, and what was typed for it, if one is
   * gone, or is not what was filed with the sweep: cut short by a machine's fall, or edited.
   *
   * @return what was wrong with a directory that is there, as a line of the run says it
   * @throws RunException if its configuration cannot be had, or would be another one
   */
  public Optional<String> heal(Job job, Plan.Filer filer) {
    RunDirectory run = run(job);
    if (!Files.isDirectory(run.path())) {
      if (!state().begun(job.run())) {
        FrozenPoints.file(path, job.run());
      }
      return Optional.empty();
    }
    if (run.begun()) {
      return Optional.empty();
    }
    Optional<String> config = damage(job).map(what -> run.config().getFileName() + what);
    Optional<String> damage =
        config.isPresent()
            ? config
            : damage(job, filer).map(what -> run.overrides().getFileName() + what);
    return damage.map(
        what -> {
          Optional<String> kept =
              run.refile(() -> refile(job, filer, run.path().resolve(what).toString()));
          return "is filed anew, for its "
              + what
              + kept.map(name -> "; that is kept as " + name).orElse("");
        });
  }

  /** What is wrong with the configuration of a run whose directory is there; empty if nothing. */
  private Optional<String> damage(Job job) {
    Path config = run(job).config();
    try {
      if (Files.exists(config) && !Files.isRegularFile(config)) {
        return Optional.empty(); // whoever opens the run says it
      }
      if (!Files.exists(config) || Files.size(config) == 0) {
        return Optional.of(Files.exists(config) ? " is empty" : " is gone");
      }
      return job.owns(run(job))
          ? Optional.empty()
          : Optional.of(" is not what the sweep says of the run");
    } catch (RunException e) {
      String why = e.getMessage().replace(config + ": ", "").replace(config + ":", "line ");
      return Optional.of(" is damaged (" + why + ")");
    } catch (IOException e) {
      throw new RunException(config + " cannot be read: " + Durable.reason(e), e);
    }
  }

  /**
   * What is wrong with what was typed for a run whose directory is there; empty if nothing, or it
   * is not known what that was: in studies, and in typed sweeps of earlier versions.
   */
  private Optional<String> damage(Job job, Plan.Filer filer) {
    RunDirectory run = run(job);
    Path file = run.overrides();
    Optional<String> filed = FrozenPoints.overrides(path, job.run());
    boolean known = filed.isPresent() || chosen(job);
    if (!known || Files.exists(file) && !Files.isRegularFile(file)) {
      return Optional.empty(); // of the latter whoever opens the run says it
    }
    if (!Files.exists(file) || file.toFile().length() == 0) {
      return Optional.of(Files.exists(file) ? " is empty" : " is gone");
    }
    Optional<List<String>> typed = run.typed();
    List<String> composed = new ArrayList<>(filer.words());
    composed.add(job.title());
    boolean own =
        filed.isPresent()
            ? typed.map(RunDirectory::overridesText).equals(filed)
            : typed
                .map(words -> String.join(" ", words))
                .equals(Optional.of(String.join(" ", composed)));
    return own ? Optional.empty() : Optional.of(" is not what the sweep says of the run");
  }

  /**
   * Refuses a run whose configuration is not the one that was filed.
   *
   * @throws RunException with what to do
   */
  public void requireFiled(Job job) {
    Optional<String> damage = damage(job);
    if (damage.isPresent()) {
      Path file = path.resolve(FrozenPoints.FILE);
      boolean kept = FrozenPoints.config(path, job.run()).isPresent();
      throw new RunException(
          run(job).config()
              + damage.get()
              + "; put its own back"
              + (kept ? " (" + file + " has it as it was filed)" : "")
              + (kept || chosen(job) ? ", or " + anew(job) : ""));
    }
  }

  /** What is to be done for a run to begin anew. */
  private String anew(Job job) {
    Phase phase = state().of(job.run()).phase();
    return takes(phase) || phase == Phase.PAUSED
        ? "delete " + run(job).path() + ", and it begins anew"
        : "have it made anew beside what is there: "
            + ShellCommand.of("sweep", "retry", path, job.run());
  }

  /**
   * What the runs of a search are composed from, as it was kept when the sweep was made; empty if
   * nothing is searched, or an earlier version kept nothing.
   *
   * @throws RunException if it is gone, or another one
   */
  public Optional<String> base() {
    Optional<String> seal = state().base();
    Optional<String> kept = seal.isEmpty() ? seal : FrozenPoints.base(path);
    if (!kept.map(Seal::ofText).equals(seal)) {
      throw new RunException(
          path.resolve(FrozenPoints.FILE)
              + (kept.isEmpty() ? " does not have" : " has another than")
              + " what the runs were composed from when the sweep was made; put the sweep's own"
              + " back");
    }
    return kept;
  }

  /**
   * Whether runs of a search are still to be composed of which an earlier version has not kept what
   * they are composed from.
   */
  public boolean baseless() {
    SweepState now = state();
    return now.base().isEmpty()
        && plan.isPresent()
        && (plan.get().open(now)
            || plan.get().definition().confirm().isPresent()
                && now.jobs().stream().noneMatch(Job::confirms));
  }

  private boolean chosen(Job job) {
    return plan.isPresent() && job.trial().isPresent();
  }

  /**
   * Files a run anew whose directory is gone, to begin from its beginning: as it was filed with the
   * sweep or, if a search has chosen it, composed from its point once more.
   *
   * @throws RunException if its configuration cannot be had, or would be another one
   */
  public void restore(Job job, Plan.Filer filer) {
    refile(job, filer, run(job).path() + " is gone");
  }

  /**
   * Whether only remains are there of a run that failed, as of one whose directory was removed
   * while it was worked on, and its configuration can be had again.
   */
  public boolean remains(Job job) {
    return state().of(job.run()).phase() == Phase.FAILED
        && Files.isDirectory(run(job).path())
        && !Files.exists(run(job).config(), LinkOption.NOFOLLOW_LINKS)
        && (chosen(job) || FrozenPoints.config(path, job.run()).isPresent());
  }

  /**
   * Files a run anew in the place of what is there of it: as it was filed with the sweep, or
   * composed once more, or else with its own configuration, if that is whole. Where it is the graph
   * that it trains in that cannot go on, that makes room instead.
   *
   * @return where that is kept
   * @throws RunException as {@link #restore}; nothing is moved then
   */
  public Path replace(Job job, Plan.Filer filer) {
    Path place = run(job).path();
    if (RunDamage.stuck(run(job)).isEmpty() && stuckGraph(job).isPresent()) {
      return replaceGraph(graph(job).orElseThrow());
    }
    boolean own = ownsConfig(job);
    try {
      Path kept = moveAside(path, job.run());
      try {
        refile(job, filer, run(job).config() + " cannot be used");
      } catch (RuntimeException e) {
        if (!own) {
          Files.move(kept, place);
          throw e;
        }
        run(job).writeConfig(new RunDirectory(kept));
      }
      return kept;
    } catch (IOException e) {
      throw new RunException(place + " cannot be replaced: " + Durable.reason(e), e);
    }
  }

  /**
   * Has the runs of a graph that cannot go on begin anew.
   *
   * @return where that is kept
   */
  private Path replaceGraph(String graph) {
    Path place = Stacks.place(path, graph);
    try {
      return moveAside(path, path.relativize(place).toString());
    } catch (IOException e) {
      throw new RunException(place + " cannot be replaced: " + Durable.reason(e), e);
    }
  }

  /**
   * Keeps what is at a run's place elsewhere.
   *
   * @param sweep its directory
   * @return where
   */
  public static Path moveAside(Path sweep, String run) throws IOException {
    Path kept = sweep.resolve(ASIDE).resolve(run);
    for (int n = 2; Files.exists(kept, LinkOption.NOFOLLOW_LINKS); n++) {
      kept = sweep.resolve(ASIDE).resolve(run + "-" + n);
    }
    Files.createDirectories(kept.getParent());
    return Files.move(sweep.resolve(run), kept);
  }

  /**
   * The directory whose journal tells of a run at a place: the one above, or that of a study.
   *
   * @param run its directory
   */
  public static Optional<SweepDirectory> around(Path run) {
    Path above = run.toAbsolutePath().getParent();
    boolean studys = above != null && above.endsWith(STUDY_RUNS);
    return Stream.of(above, studys ? above.getParent() : null)
        .filter(place -> place != null && isOne(place))
        .findFirst()
        .map(SweepDirectory::new);
  }

  /**
   * Runs here of which the journal says nothing, by their places in this directory. A run that was
   * filed and has not begun is one only when nothing is chosen any more; a link is somebody's wish.
   */
  public List<String> unknown() {
    List<String> unknown = new ArrayList<>(unknown(""));
    if (Files.isDirectory(path.resolve(STUDY_RUNS))) {
      unknown.addAll(unknown(STUDY_RUNS + "/"));
    }
    return unknown;
  }

  private List<String> unknown(String within) {
    Set<String> known = state().jobs().stream().map(Job::run).collect(Collectors.toSet());
    try (Stream<Path> all = Files.list(path.resolve(within))) {
      return all.map(place -> within + place.getFileName())
          .filter(name -> !known.contains(name))
          .filter(name -> isRun(path.resolve(name)))
          .filter(name -> state().job(name) == null) // chosen a moment ago
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RunException(path + " cannot be read: " + Durable.reason(e), e);
    }
  }

  private boolean isRun(Path place) {
    boolean seen = !Files.isSymbolicLink(place) && !place.getFileName().toString().startsWith(".");
    return seen && Runs.isRun(place) && (new RunDirectory(place).begun() || over());
  }

  /** Whether a run has the configuration still that it was filed and begun with. */
  private boolean ownsConfig(Job job) {
    RunDirectory run = run(job);
    try {
      return job.owns(run) && run.begunWithConfig();
    } catch (RunException e) {
      return false;
    }
  }

  private void refile(Job job, Plan.Filer filer, String what) {
    String why = path + " has no copy of its configuration";
    try {
      if (FrozenPoints.file(path, job.run())) {
        return;
      }
      if (chosen(job)) {
        Job again = plan.get().file(state(), job, filer);
        if (again.run().equals(job.run()) && again.config().equals(job.config())) {
          return;
        }
        Durable.deleteTree(path.resolve(again.run()));
        why = "its point makes another configuration now than when it was chosen";
      }
    } catch (ConfigException e) {
      why = "its point makes no configuration now: " + e.getMessage();
    } catch (IOException e) {
      throw new RunException(run(job).path() + " cannot be made again: " + Durable.reason(e), e);
    }
    boolean study = Files.exists(path.resolve(RunDirectory.STUDY));
    throw new RunException(
        what
            + ", and "
            + why
            + "; put it back"
            + (study ? ", or move " + run(job).path() + " away, and start the study again" : ""));
  }

  /**
   * Files the configuration of a worker's run anew if it is gone or damaged.
   *
   * @return what was wrong, as a line of the run says it; empty if nothing was
   * @throws RunException as {@link #restore}
   */
  public Optional<String> ensure(Job job, Plan.Filer filer) {
    Optional<String> healed = heal(job, filer);
    if (Files.isDirectory(run(job).path())) {
      return healed;
    }
    restore(job, filer);
    return Optional.of("begins anew, for its directory was gone");
  }

  /**
   * Files all runs anew that nobody has, that are to come, and whose directories are gone.
   *
   * @return their names
   * @throws RunException if one cannot be, or one that is over is gone
   */
  public List<String> restoreOpen(Plan.Filer filer) {
    requireOwn();
    return change(
        (now, events) -> {
          List<String> restored = new ArrayList<>();
          for (Job job : now.jobs()) {
            Phase phase = now.of(job.run()).phase();
            if (phase.held() || Files.isDirectory(run(job).path())) {
              continue;
            }
            if (phase == Phase.DONE || phase == Phase.FAILED) {
              throw new RunException(
                  run(job).path()
                      + " is gone; put it back, or have it run anew: "
                      + ShellCommand.of("sweep", "retry", path, job.run()));
            }
            if (phase != Phase.DROPPED) {
              restore(job, filer);
              restored.add(job.run());
            }
          }
          return restored;
        });
  }

  /** What has happened up to now. */
  public SweepState state() {
    more(event -> {});
    return state;
  }

  /** The same; whoever listens is told what is new. */
  public SweepState more(Consumer<Event> listener) {
    if (journal.grown()) {
      journal
          .more()
          .forEach(
              event -> {
                state.add(event);
                listener.accept(event);
              });
    }
    return state;
  }

  /** Whether somebody has written to the journal since it was read. */
  public boolean changed() {
    return journal.grown();
  }

  /**
   * Changes the sweep under its lock.
   *
   * @param change is given what has happened up to now, and a list for what shall have happened
   */
  public <R> R change(BiFunction<SweepState, List<Event>, R> change) {
    try (SharedLock lock = SharedLock.take(path, self)) {
      List<Event> events = new ArrayList<>();
      R result = change.apply(state(), events);
      journal.append(events, lock);
      return result;
    }
  }

  /** Adds one event. */
  public void tell(Kind kind, String run, String worker, Map<String, ?> more) {
    change((now, events) -> events.add(Event.now(kind, run, worker, more)));
  }

  /** Tells of several runs that the worker has still. */
  public void tellOwn(Kind kind, Iterable<Job> jobs, String worker, Map<String, ?> more) {
    tellOwn(kind, jobs, worker, job -> more);
  }

  /**
   * The same with something else of each.
   *
   * @param more what is to be told beside it of a job; asked while nobody else may write
   */
  public void tellOwn(
      Kind kind, Iterable<Job> jobs, String worker, Function<Job, Map<String, ?>> more) {
    change(
        (now, events) -> {
          for (Job job : jobs) {
            if (owns(now, job.run(), worker)) {
              add(now, events, Event.now(kind, job.run(), worker, more.apply(job)));
            }
          }
          return events;
        });
  }

  /** Tells of a run, if the worker has it still: who stood still for long finds it taken. */
  public void tellOwn(Kind kind, String run, String worker, Map<String, ?> more) {
    change(
        (now, events) ->
            !owns(now, run, worker) || add(now, events, Event.now(kind, run, worker, more)));
  }

  /** Runs that failed, or are not done whatever the journal says, may be tried again. */
  public void retry(Iterable<Job> jobs) {
    requireOwn();
    change(
        (now, events) -> {
          for (Job job : jobs) {
            if (now.of(job.run()).phase() == Phase.FAILED
                || now.of(job.run()).phase() == Phase.DONE) {
              events.add(Event.now(Kind.RETRY, job.run(), "", Map.of()));
            }
          }
          return now.stopped() && events.add(Event.now(Kind.RETRY, "", "", Map.of()));
        });
  }

  /**
   * What a worker does next; a run that it shall work on is its own when this returns.
   *
   * @param filer files runs that the search wants
   */
  public Turn next(String worker, Plan.Filer filer) {
    requireOwn();
    while (true) {
      Optional<Turn> turn = turn(worker, filer);
      if (turn.isPresent()) {
        return turn.get();
      }
    }
  }

  /** Empty if what has changed must be looked at again. */
  private Optional<Turn> turn(String worker, Plan.Filer filer) {
    return change(
        (now, events) -> {
          if (now.stopped()) {
            return Optional.of(new Turn.End());
          }
          Map<Job, Life> held = lives(now);
          held.forEach(
              (job, life) -> {
                if (life == Life.GONE) {
                  add(now, events, lost(now, job, "", 0));
                  Heartbeat.forget(path, now.of(job.run()).worker());
                }
              });
          if (!events.isEmpty()) {
            return Optional.empty();
          }
          List<Job> free = free(now, held);
          Optional<Event> promotion =
              free.isEmpty() || now.of(free.get(0).run()).phase() == Phase.WAITING
                  ? promotion(now, held, worker)
                  : Optional.empty();
          if (promotion.isPresent()) {
            events.add(promotion.get());
            return Optional.empty();
          }
          for (Job job : free) {
            if (run(job).saysDone()) {
              add(now, events, done(job, worker, Map.of()));
            } else if (!stops(events)) {
              Turn.Work work = work(job, free);
              work.jobs().stream()
                  .map(one -> Event.now(Kind.CLAIMED, one.run(), worker, Map.of()))
                  .forEach(events::add);
              return Optional.of(work);
            }
          }
          if (!events.isEmpty()) {
            return Optional.empty();
          }
          Optional<Event> wanted = wanted(now, held, filer);
          wanted.ifPresent(events::add);
          return wanted.isPresent()
              ? Optional.empty()
              : Optional.of(waits(now, held) ? new Turn.Wait() : new Turn.End());
        });
  }

  /** A job, with those that train in one graph with it, if it has not begun by itself. */
  private Turn.Work work(Job job, List<Job> free) {
    Optional<String> graph = stacks.graph(job.run()).filter(name -> !begunAlone(job));
    List<Job> beside =
        free.stream()
            .filter(other -> graph.isPresent() && stacks.graph(other.run()).equals(graph))
            .filter(other -> !begunAlone(other))
            .filter(other -> !run(other).saysDone())
            .toList();
    boolean many = beside.size() > 1 || graph.filter(this::begun).isPresent();
    return many ? new Turn.Work(beside, graph) : new Turn.Work(List.of(job), Optional.empty());
  }

  private boolean begun(String graph) {
    return Files.exists(Stacks.place(path, graph));
  }

  private boolean begunAlone(Job job) {
    return Files.exists(run(job).checkpoints());
  }

  /** That a paused run goes on: before new ones, and after those that were begun. */
  private Optional<Event> promotion(SweepState now, Map<Job, Life> held, String worker) {
    return plan.filter(known -> held.keySet().stream().noneMatch(job -> alone(now, job)))
        .flatMap(known -> known.promotable(now))
        .map(
            job ->
                Event.now(Kind.PROMOTED, job.run(), worker, Map.of("rung", now.rung(job.run()))));
  }

  /** What a search wants that nobody works on: a new trial, or winners once more. */
  private Optional<Event> wanted(SweepState now, Map<Job, Life> held, Plan.Filer filer) {
    if (plan.isEmpty() || held.keySet().stream().anyMatch(job -> alone(now, job))) {
      return Optional.empty();
    }
    if (plan.get().open(now)) {
      return Optional.of(plan.get().propose(now, filer));
    }
    return held.isEmpty() && now.over() && plan.get().unconfirmed(now)
        ? Optional.of(plan.get().confirm(now, filer))
        : Optional.empty();
  }

  /**
   * Has every proposal, decision, promotion and choice of winners follow anew from what the journal
   * held before it; a proposal says itself how many lines that were.
   *
   * @param namer says what job a run would be, and files nothing
   * @param differs hears of those that do not, in one line each
   * @return how many there are
   */
  public int replay(Plan.Filer namer, Consumer<String> differs) {
    requireOwn();
    SweepState before = new SweepState();
    int replayed = 0;
    for (Event event : new Journal(path).more()) {
      Optional<String> again = plan.flatMap(known -> known.again(before, event, namer));
      if (again.isPresent()) {
        replayed++;
        String line = journal.file() + ":" + (before.events() + 1) + ": " + event.kind().word();
        Plan.difference(before, event, again.get()).ifPresent(what -> differs.accept(line + what));
      }
      before.add(event);
    }
    return replayed;
  }

  private boolean alone(SweepState now, Job job) {
    return job.alone() && self.sameHost(now.of(job.run()).worker());
  }

  /** That a run is done, with what the search looks for; a run without that has failed. */
  private Event done(Job job, String worker, Map<String, ?> more) {
    Map<String, Object> all = new LinkedHashMap<>(more);
    try {
      Path run = run(job).path();
      Optional<Double> value = looksAt(job) ? plan.get().value(run) : Optional.empty();
      value.ifPresent(number -> all.putAll(valued(number)));
      if (value.isPresent() || !looksAt(job)) {
        return Event.now(Kind.DONE, job.run(), worker, all);
      }
      all.put("reason", plan.get().unmeasured(run));
      all.put(UNMEASURED, true);
    } catch (RunException | PlotException e) {
      all.put("reason", e.getMessage());
    }
    all.put("code", 1);
    return Event.now(Kind.FAILED, job.run(), worker, all);
  }

  /** What the journal says of a value, and of what it is one. */
  private Map<String, Object> valued(double value) {
    return Map.of("value", Double.toString(value), SweepState.OF, sought().orElseThrow());
  }

  /** What a search looks for, as the journal has it. */
  private Optional<String> sought() {
    return plan.flatMap(p -> p.definition().metric()).map(Definition.Metric::text);
  }

  /**
   * Why nobody works on the sweep as it is: the file that defines it is not the one that it was
   * made of, or looks for another metric than its values are of. Empty if all is well.
   */
  public Optional<String> altered() {
    SweepState now = state();
    Path file = path.resolve(Plan.FILE);
    String back =
        "; put that back, or make another sweep with the new one: "
            + ShellCommand.of("sweep", "create");
    if (unreadable.isPresent()) {
      return unreadable.map(why -> why + "; put the sweep's own back");
    }
    if (!now.sealed().isEmpty() && plan.isEmpty()) {
      return Optional.of(file + " is gone; put the sweep's own back");
    }
    Optional<String> key =
        now.sealed().isEmpty() ? Optional.empty() : DefinitionSeal.difference(now.sealed(), filed);
    if (key.isPresent()) {
      return Optional.of(file + ": " + key.get() + back);
    }
    return now.measures().stream()
        .filter(of -> !sought().equals(Optional.of(of)))
        .findFirst()
        .map(
            of ->
                file
                    + ": metric: must be the one that runs have values of ("
                    + of
                    + ") but is "
                    + sought().orElse("none")
                    + "; put that back, or make another sweep with the new one");
  }

  /**
   * Refuses to work on the sweep as it is.
   *
   * @throws RunException as {@link #altered}
   */
  public void requireOwn() {
    Optional<String> why = altered();
    if (why.isPresent()) {
      throw new RunException(why.get());
    }
  }

  /** Whether a search wants a value of a run. */
  private boolean looksAt(Job job) {
    return job.trial().isPresent() && plan.flatMap(p -> p.definition().metric()).isPresent();
  }

  /** Whether a run that is done has what a search wants of it. */
  private boolean readable(Job job) {
    try {
      return !looksAt(job) || plan.get().value(run(job).path()).isPresent();
    } catch (RunException | PlotException e) {
      return false;
    }
  }

  /**
   * Adds what has become of a run. Where a search's metric is not measured in the first run that
   * could tell, it is in none, and the sweep stops before more are trained for nothing.
   */
  private boolean add(SweepState now, List<Event> events, Event event) {
    events.add(event);
    boolean first = !now.measured() && !now.stopped() && !stops(events);
    if (event.more().containsKey(UNMEASURED) && first) {
      String why =
          "the search cannot read its metric of "
              + event.run()
              + "; name one that is measured in the sweep's "
              + Plan.FILE
              + ", then: "
              + ShellCommand.of("sweep", "retry", path);
      events.add(Event.now(Kind.STOP, "", event.worker(), Map.of("reason", why)));
    }
    return true;
  }

  private static boolean stops(List<Event> events) {
    return events.stream().anyMatch(event -> event.kind() == Kind.STOP);
  }

  /** Tells that a worker's run is done, if it has it still. */
  public void tellDone(Job job, String worker, Map<String, ?> more) {
    change(
        (now, events) ->
            !owns(now, job.run(), worker) || add(now, events, done(job, worker, more)));
  }

  private static boolean owns(SweepState now, String run, String worker) {
    return now.of(run).phase().held() && now.of(run).worker().equals(worker);
  }

  /**
   * Decides what becomes of a worker's run at its next rung, once.
   *
   * @return where the run is halted; empty if it goes on
   */
  public Optional<Phase> decide(Job job, String worker, long rung, double value) {
    return change(
        (now, events) -> {
          if (!owns(now, job.run(), worker) || now.rung(job.run()) >= rung) {
            return now.halted(job.run()); // decided before its worker was lost
          }
          var decision = plan.orElseThrow().decide(now, job, rung, value);
          Map<String, Object> more = new LinkedHashMap<>();
          more.put("rung", rung);
          more.putAll(valued(value));
          more.put("decision", decision.name());
          events.add(Event.now(Kind.RUNG, job.run(), worker, more));
          return SweepState.halt(decision);
        });
  }

  /**
   * Where a run stands: what it says itself of being done counts more than the journal, unless a
   * search cannot read its metric of it, or it cannot be read at all. A run whose worker has gone
   * is interrupted.
   */
  public Phase phase(Job job) {
    Phase phase = state().of(job.run()).phase();
    if (phase.over() && !Files.isDirectory(run(job).path())) {
      return Phase.MISSING;
    }
    if (damaged(job).isPresent()) {
      return Phase.DAMAGED;
    }
    if (phase == Phase.DONE || run(job).saysDone() && readable(job)) {
      return Phase.DONE;
    }
    return phase.held() && gone(job) ? Phase.INTERRUPTED : phase;
  }

  /**
   * What cannot be read any more of what a run has written that is over, so that tables leave it
   * out, or keeps one that failed, or the graph that it trains in, from going on; empty if nothing
   * is wrong, or the run is not over.
   */
  public Optional<String> damaged(Job job) {
    Phase phase = state().of(job.run()).phase();
    boolean ended = phase == Phase.DONE || phase == Phase.FAILED;
    if (!ended || !Files.isDirectory(run(job).path())) {
      return Optional.empty();
    }
    Optional<String> own =
        (phase == Phase.DONE ? Optional.<String>empty() : foreign(job))
            .or(() -> damage.of(run(job), phase == Phase.DONE));
    return own.isPresent() || phase == Phase.DONE
        ? own
        : graph(job)
            .filter(name -> !trains(name))
            .flatMap(name -> damage.ofGraph(new RunDirectory(Stacks.place(path, name))));
  }

  /** What is wrong with a configuration that is there, as it is said of a run. */
  private Optional<String> foreign(Job job) {
    Path config = run(job).config();
    try {
      return Files.exists(config) ? damage(job).map(what -> config + what) : Optional.empty();
    } catch (RunException e) {
      return Optional.of(e.what());
    }
  }

  /**
   * What keeps a run on which nobody works, or the graph that it trains in, from going on; empty if
   * nothing does.
   */
  public Optional<String> stuck(Job job) {
    Optional<String> own =
        Files.isDirectory(run(job).path()) ? RunDamage.stuck(run(job)) : Optional.empty();
    return own.or(() -> stuckGraph(job));
  }

  private Optional<String> stuckGraph(Job job) {
    return graph(job).flatMap(name -> RunDamage.stuckGraph(Stacks.place(path, name)));
  }

  /** The graph, begun by somebody, that a run goes on in. */
  private Optional<String> graph(Job job) {
    return stacks.graph(job.run()).filter(this::begun).filter(name -> !begunAlone(job));
  }

  /** Whether a worker has a graph's runs. */
  private boolean trains(String graph) {
    return state().held().stream().anyMatch(job -> graph(job).equals(Optional.of(graph)));
  }

  /** Whether the journal says that a worker has a run, and it has gone without a word. */
  public boolean gone(Job job) {
    Standing standing = state().of(job.run());
    try {
      return standing.phase().held() && Heartbeat.of(path, standing.worker(), self) == Life.GONE;
    } catch (RunException e) {
      return false; // where nothing may be written, nobody can tell how old a sign of life is
    }
  }

  /** The jobs that workers have who have not gone, as far as can be told from here. */
  public List<Job> working() {
    return state().held().stream().filter(job -> !gone(job)).toList();
  }

  /** Whether somebody has a run of whom only signs of life can tell from here. */
  public boolean heldElsewhere() {
    return state().held().stream().anyMatch(job -> !self.sameHost(state.of(job.run()).worker()));
  }

  /** The name that a cluster has given to a worker at work; empty if none has. */
  public Optional<String> task(String worker) {
    return Heartbeat.task(path, worker);
  }

  /** Whether a worker has one of the runs now, as far as can be told from here. */
  public boolean busy() {
    return !working().isEmpty();
  }

  /** Whether nothing is left that any worker could do. */
  public boolean over() {
    SweepState now = state();
    return now.over()
        && plan.map(p -> !p.open(now) && p.promotable(now).isEmpty() && !p.unconfirmed(now))
            .orElse(true);
  }

  /** How many runs may be worked on still, by this state of things; a search may have no end. */
  public long open() {
    SweepState now = state();
    long runs =
        now.jobs().stream()
            .filter(job -> !now.of(job.run()).phase().over() && !now.hopeless(job))
            .count();
    return runs
        + plan.map(p -> p.left(now) + (now.over() && p.unconfirmed(now) ? 1 : 0)).orElse(0L);
  }

  /** How many workers would get a run now. */
  public long free() {
    SweepState now = state();
    if (now.stopped()) {
      return 0;
    }
    Map<Job, Life> held = lives(now);
    long free = free(now, held).size();
    if (plan.isPresent()) {
      boolean confirms = held.isEmpty() && now.over() && plan.get().unconfirmed(now);
      free += plan.get().left(now) + (plan.get().promotable(now).isPresent() || confirms ? 1 : 0);
    }
    return free;
  }

  private Map<Job, Life> lives(SweepState now) {
    Map<Job, Life> held = new HashMap<>();
    Map<String, Life> known = new HashMap<>();
    for (Job job : now.held()) {
      String worker = now.of(job.run()).worker();
      held.put(job, known.computeIfAbsent(worker, name -> Heartbeat.of(path, name, self)));
    }
    return held;
  }

  /**
   * That a run's worker is gone, or that the run is done, if it had come to its end.
   *
   * @param code with which its process ended; 0 if nobody knows
   */
  private Event lost(SweepState now, Job job, String why, int code) {
    Standing standing = now.of(job.run());
    if (run(job).saysDone()) {
      return done(job, standing.worker(), Map.of());
    }
    long reached = reached(job);
    boolean fails = code != 0 || now.losses(job.run(), reached) >= MOST_LOSSES;
    String reason =
        code != 0
            ? why
            : MOST_LOSSES
                + " workers were lost with it, one after the other, at step "
                + reached
                + " of its last checkpoint";
    return fails
        ? Event.now(
            Kind.FAILED, job.run(), standing.worker(), Map.of("code", code, "reason", reason))
        : Event.now(Kind.LOST, job.run(), standing.worker(), Map.of(SweepState.REACHED, reached));
  }

  /** How far the checkpoints of a run, or of the graph that it trains in, have come. */
  private long reached(Job job) {
    Path graph = stacks.graph(job.run()).map(name -> Stacks.place(path, name)).orElse(path);
    try {
      return Math.max(
          Checkpoints.reached(run(job).checkpoints()),
          Checkpoints.reached(new RunDirectory(graph).checkpoints()));
    } catch (IOException e) {
      return 0; // it counts as if nothing had been done
    }
  }

  /** A worker of this machine has ended with an exit code that is its run's fault. */
  public void blame(long pid, int code, String why) {
    change(
        (now, events) -> {
          for (Job job : now.held()) {
            if (of(now.of(job.run()).worker(), pid)) {
              add(now, events, lost(now, job, why, code));
            }
          }
          return events;
        });
  }

  /** The workers that are alive on this machine, whether they have a run or not. */
  public List<String> here() {
    return Heartbeat.here(path, self);
  }

  /** Whether a process of this machine is that worker. */
  public boolean of(String worker, long pid) {
    return worker.startsWith(self.withPid(pid));
  }

  private List<Job> free(SweepState now, Map<Job, Life> held) {
    List<Job> here =
        held.entrySet().stream()
            .filter(entry -> entry.getValue() != Life.GONE)
            .map(Map.Entry::getKey)
            .filter(job -> self.sameHost(now.of(job.run()).worker()))
            .toList();
    if (here.stream().anyMatch(Job::alone)) {
      return List.of();
    }
    return now.jobs().stream()
        .filter(job -> takes(now.of(job.run()).phase()) || held.get(job) == Life.GONE)
        .filter(job -> !job.alone() || here.isEmpty())
        .filter(job -> ready(now, job))
        // Those that were begun come first.
        .sorted(Comparator.comparing(job -> now.of(job.run()).phase() == Phase.WAITING))
        .toList();
  }

  private static boolean takes(Phase phase) {
    return phase == Phase.WAITING || phase == Phase.INTERRUPTED;
  }

  private static boolean ready(SweepState now, Job job) {
    return job.needs().map(needed -> now.of(needed).phase() == Phase.DONE).orElse(true);
  }

  /** Whether something may come that a worker could take. */
  private boolean waits(SweepState now, Map<Job, Life> held) {
    boolean promotes =
        now.count(Phase.PAUSED) > 0 || plan.map(p -> p.unconfirmed(now)).orElse(false);
    return held.containsValue(Life.SILENT)
        || promotes && !held.isEmpty()
        || now.jobs().stream()
            .anyMatch(job -> takes(now.of(job.run()).phase()) && !now.hopeless(job));
  }
}
