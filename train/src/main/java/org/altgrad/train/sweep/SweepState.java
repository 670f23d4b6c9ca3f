package org.altgrad.train.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.train.sweep.Standing.Phase;

/** What a journal says of a sweep: the sum of its events. */
public final class SweepState {
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Map<String, Standing> runs = new HashMap<>();
  private boolean stopped;

  SweepState() {}

  /** All jobs, in their order. */
  public Collection<Job> jobs() {
    return Collections.unmodifiableCollection(jobs.values());
  }

  /** Where a run stands. */
  public Standing of(String run) {
    return runs.getOrDefault(run, Standing.FIRST);
  }

  /** Whether nobody takes a run any more. */
  public boolean stopped() {
    return stopped;
  }

  /** The jobs that some workers have. */
  public List<Job> held() {
    return jobs.values().stream().filter(job -> of(job.run()).phase().held()).toList();
  }

  /** Whether what a job needs can no longer come. */
  public boolean hopeless(Job job) {
    Job needed = job.needs().map(jobs::get).orElse(null);
    return needed != null
        && (of(needed.run()).phase() == Phase.FAILED || hopeless(needed))
        && !of(job.run()).phase().over();
  }

  /** Whether there is nothing left to do. */
  public boolean over() {
    return jobs.values().stream().allMatch(job -> of(job.run()).phase().over() || hopeless(job));
  }

  /** How many jobs stand somewhere. */
  public long count(Phase phase) {
    return jobs.values().stream().filter(job -> of(job.run()).phase() == phase).count();
  }

  void add(Event event) {
    switch (event.kind()) {
      case CREATED -> {
        jobs.clear();
        all(event).forEach(job -> jobs.put(job.run(), job));
      }
      case PROPOSED -> all(event).forEach(job -> jobs.put(job.run(), job));
      case STOP -> stopped = true;
      case RETRY -> {
        stopped = false;
        set(event, Phase.WAITING, 0);
      }
      case CLAIMED -> set(event, Phase.CLAIMED, of(event.run()).losses());
      case BEGUN -> set(event, Phase.RUNNING, of(event.run()).losses());
      case LOST -> set(event, Phase.INTERRUPTED, of(event.run()).losses() + 1);
      case INTERRUPTED -> set(event, Phase.INTERRUPTED, 0);
      case PROMOTED -> set(event, Phase.INTERRUPTED, 0);
      case PAUSED -> set(event, Phase.PAUSED, 0);
      case DROPPED -> set(event, Phase.DROPPED, 0);
      case DONE -> set(event, Phase.DONE, 0);
      case FAILED -> set(event, Phase.FAILED, 0);
      case RUNG -> {}
    }
  }

  private void set(Event event, Phase phase, int losses) {
    if (!event.run().isEmpty()) {
      runs.put(
          event.run(),
          new Standing(
              phase,
              event.worker(),
              event.time(),
              losses,
              (int) event.number("code"),
              event.text("reason").orElse("")));
    }
  }

  private static List<Job> all(Event event) {
    List<Job> all = new ArrayList<>();
    if (event.more().get("jobs") instanceof List<?> list) {
      list.forEach(job -> all.add(Job.of(job)));
    }
    return all;
  }
}
