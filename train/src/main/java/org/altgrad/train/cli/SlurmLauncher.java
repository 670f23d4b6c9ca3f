package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.altgrad.base.Durable;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.experiment.SlurmSettings;
import org.altgrad.train.run.RunException;
import org.altgrad.train.slurm.AgentScript;
import org.altgrad.train.slurm.AgentTask;
import org.altgrad.train.slurm.Slurm;
import org.altgrad.train.sweep.Event;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Submits agents on the directory of a sweep or a study to a Slurm cluster, and ends: what becomes
 * of them is between them, the directory and the cluster.
 */
final class SlurmLauncher {
  /** Slurm's usual limit of an array is 1001. */
  private static final int MOST = 1000;

  private final SweepDirectory directory;
  private final SlurmSettings settings;
  private final PrintStream out;

  SlurmLauncher(SweepDirectory directory, SlurmSettings settings, PrintStream out) {
    this.directory = directory;
    this.settings = settings;
    this.out = out;
  }

  /**
   * Refuses what cannot be done here, before anything is made.
   *
   * @throws ConfigException if jobs cannot be submitted from this machine
   */
  static void requirePossible(LauncherSettings how) {
    if (how instanceof SlurmSettings slurm && !slurm.dryRun() && !Slurm.here()) {
      throw new ConfigException(
          "launcher=slurm: must be started where sbatch is on the PATH, which it is not here; see"
              + " what would be submitted with launcher.dry_run=true");
    }
  }

  /** Submits as many agents as there is work for, if there is any; the exit code. */
  int submit() {
    if (directory.over()) {
      boolean good = Launcher.failures(directory).isEmpty();
      SweepWorkCommand.ended(directory, good, true).forEach(out::println);
      return 0;
    }
    long there = there();
    long agents = wanted() - there;
    if (agents <= 0) {
      String already = there == 1 ? "1 agent is" : there + " agents are";
      boolean few = settings.array().workers().orElse(MOST) < directory.open();
      out.println(
          "slurm    "
              + already
              + " there already"
              + (few
                  ? ", and launcher.workers counts them: more with launcher.workers=" + (there + 1)
                  : ", and there is no work for more"));
      return look();
    }
    String mark = settings.dryRun() ? "# " : ""; // a comment of the script that is shown
    settings.hurry().ifPresent(note -> out.println(mark + "note: " + note));
    Path place = directory.path().toAbsolutePath().normalize();
    Path script = AgentScript.logs(place).resolve("agents.sh");
    String text = new AgentScript(place, settings).text(agents, Main.class.getName());
    try {
      Files.createDirectories(script.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(script.getParent() + " cannot be made", e);
    }
    Durable.write(script, text);
    if (settings.dryRun()) {
      out.print(text);
      out.println("# not submitted: sbatch " + script);
      return 0;
    }
    String job;
    try {
      job = Slurm.submit(script);
    } catch (RunException e) {
      throw new RunException(
          e.getMessage()
              + "; its runs are filed, and are submitted with: "
              + ShellCommand.of("sweep", "submit", directory.path()),
          e);
    }
    directory.tell(Event.Kind.SUBMITTED, "", "", Map.of("job", job, "agents", agents));
    out.println("slurm    job " + job + ", " + agents + " agents (" + script + ")");
    return look();
  }

  private int look() {
    out.println(
        "         "
            + ShellCommand.of("sweep", "status", directory.path())
            + "   (or watch, or stop)");
    out.flush();
    return 0;
  }

  /** How many the cluster has. */
  private long there() {
    return settings.dryRun()
        ? 0
        : Slurm.tasks(directory.state().arrays()).tasks().stream()
            .filter(AgentTask::active)
            .count();
  }

  /** How many there may be in all. */
  private long wanted() {
    long open = directory.open();
    int most = settings.array().workers().orElse(MOST);
    if (open > Integer.MAX_VALUE && settings.array().workers().isEmpty()) {
      throw new ConfigException(
          "launcher.workers: must be given for a search without a count but is null");
    }
    return Math.min(most, open);
  }
}
