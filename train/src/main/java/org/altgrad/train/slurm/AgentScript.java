package org.altgrad.train.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.experiment.SlurmSettings;

/**
 * The script of a job array of agents on a sweep. It says all that {@code sbatch} must know, so
 * that it can be submitted again by hand; what it does is in the resource {@code agents.sh}.
 */
public final class AgentScript {
  private static final String BODY = "agents.sh";

  /** What the numbers of runs, and what they say, may depend on, wherever they run. */
  private static final Pattern ENVIRONMENT =
      Pattern.compile("ALTGRAD_(?!PARENT|TERMINAL).*|TF_(CPP|ENABLE|XLA)_.*|XLA_FLAGS|LC_ALL");

  private final Path sweep;
  private final SlurmSettings settings;

  /**
   * Of agents on a sweep.
   *
   * @param sweep its directory, the same on all nodes
   */
  public AgentScript(Path sweep, SlurmSettings settings) {
    this.sweep = sweep;
    this.settings = settings;
  }

  /** Where agents write what they say. */
  public static Path logs(Path sweep) {
    return sweep.resolve("slurm");
  }

  /**
   * The script.
   *
   * @param agents how many
   * @param mainClass of the program
   */
  public String text(long agents, String mainClass) {
    StringBuilder text = new StringBuilder("#!/bin/bash\n");
    options(agents)
        .forEach(
            (name, value) ->
                text.append("#SBATCH --").append(name).append(value(value)).append('\n'));
    settings.start().sbatch().forEach(line -> text.append("#SBATCH ").append(line).append('\n'));
    text.append("\nsweep=").append(ShellCommand.quoted(sweep.toString())).append('\n');
    text.append("logs=").append(ShellCommand.quoted(logs(sweep).toString())).append('\n');
    text.append("warning=").append(settings.ending().signal()).append('\n');
    text.append("most=").append(settings.ending().timeouts()).append('\n');
    new TreeMap<>(System.getenv())
        .forEach(
            (name, value) -> {
              if (ENVIRONMENT.matcher(name).matches()) {
                text.append("export ")
                    .append(name)
                    .append('=')
                    .append(ShellCommand.quoted(value))
                    .append('\n');
              }
            });
    text.append("export ALTGRAD_TERMINAL=0\nunset ALTGRAD_PARENT\n");
    settings.start().setup().forEach(line -> text.append(line).append('\n'));
    text.append("\nwork() {\n  exec ").append(command(mainClass)).append("\n}\n\n");
    return text.append(body()).toString();
  }

  private Map<String, String> options(long agents) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("job-name", "altgrad-" + sweep.getFileName());
    String atOnce = settings.array().atOnce().map(most -> "%" + most).orElse("");
    options.put("array", "0-" + (agents - 1) + atOnce);
    // A percent sign begins what Slurm fills in.
    options.put("output", logs(sweep).toString().replace("%", "%%") + "/%A_%a.log");
    options.put("open-mode", "append");
    options.put("requeue", "");
    options.put("signal", "B:USR1@" + settings.ending().signal());
    options.putAll(settings.allocation().options());
    return options;
  }

  private String command(String mainClass) {
    List<String> words = new ArrayList<>();
    settings.start().container().ifPresent(words::add);
    words.add(settings.start().program().orElseGet(() -> java(mainClass)));
    words.add("sweep work \"$sweep\"");
    settings.array().count().ifPresent(count -> words.add("--count " + count));
    return String.join(" ", words);
  }

  /** This Java with its options and class path, which do not change when sources do. */
  private static String java(String mainClass) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    return ShellCommand.joined(words);
  }

  private static String body() {
    try (InputStream in = AgentScript.class.getResourceAsStream(BODY)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(BODY + " cannot be read", e);
    }
  }

  /** The value of an option, as {@code sbatch} reads it from a script. */
  private static String value(String value) {
    return value.isEmpty()
        ? ""
        : value.matches("[\\w:/.,@%=+-]+")
            ? "=" + value
            : "=\"" + value.replaceAll("[\"\\\\]", "\\\\$0") + "\"";
  }
}
