package org.altgrad.train.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.base.Csv;
import org.altgrad.base.Durable;
import org.altgrad.base.Nearest;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.Yamls;

/**
 * Where a recording of a run goes: {@code <folder>/<name>/step-000000012.csv}, one table for each
 * step at which it was made. Making it again gives the same file.
 */
public final class RecordingFile {
  private final String name;
  private final Recording recording;
  private final RunDirectory run;

  private RecordingFile(String name, Recording recording, RunDirectory run) {
    this.name = name;
    this.recording = recording;
    this.run = run;
  }

  /**
   * The recording of a name.
   *
   * @throws ConfigException if the program has none of that name
   */
  public static RecordingFile of(Program program, RunDirectory run, String name) {
    Recording recording = program.recordings().get(name);
    if (recording == null) {
      throw new ConfigException(
          "trainer.record: this program has no recording '"
              + name
              + "'"
              + (program.recordings().isEmpty()
                  ? "; it has none"
                  : Nearest.hintAndList(name, program.recordings().keySet())));
    }
    return new RecordingFile(name, recording, run);
  }

  /**
   * The recording of a name, to be made as training goes.
   *
   * @throws ConfigException if the program has none of that name, or never makes it by itself
   */
  static RecordingFile inTraining(Program program, RunDirectory run, String name) {
    RecordingFile file = of(program, run, name);
    if (file.due().equals(Due.ON_DEMAND)) {
      throw new ConfigException(
          "trainer.record: must be recordings that training makes but is "
              + name
              + ", which "
              + ShellCommand.of("record")
              + " makes");
    }
    return file;
  }

  Due due() {
    return recording.due();
  }

  /** Makes the recording and writes it. */
  public Path write(Calls calls, long step) {
    return write(run, name, step, recording.recorder().record(calls, step));
  }

  /** Writes a table that was recorded at a step. */
  static Path write(RunDirectory run, String name, long step, Recording.Table table) {
    Path file = run.recordings().resolve(name).resolve(String.format("step-%09d.csv", step));
    StringBuilder text = new StringBuilder(Csv.line(table.columns()));
    table.rows().forEach(row -> text.append(Csv.line(row)));
    if (!Files.isDirectory(run.path())) {
      IOException removed = new NoSuchFileException(run.path().toString());
      throw new UncheckedIOException(file.getParent() + " cannot be made", removed);
    }
    Durable.writeBelow(file, text.toString().getBytes(StandardCharsets.UTF_8));
    run.id().ifPresent(id -> seal(file, Recorded.seal(id, text.toString())));
    return file;
  }

  private static void seal(Path file, String seal) {
    Path seals = file.resolveSibling(Recorded.SEALS);
    Map<String, Object> all = new TreeMap<>(Files.exists(seals) ? Yamls.read(seals) : Map.of());
    all.put(file.getFileName().toString(), seal);
    YamlFile.write(seals, all);
  }
}
