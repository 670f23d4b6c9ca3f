package org.altgrad.train.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.altgrad.base.Csv;
import org.altgrad.base.Durable;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.train.config.ConfigException;

/**
 * Where a recording of a run goes: {@code <folder>/<name>/step-000000012.csv}, one table for each
 * step at which it was made. Making it again gives the same file.
 */
public final class RecordingFile {
  private final String name;
  private final Recording recording;
  private final Path folder;

  private RecordingFile(String name, Recording recording, Path folder) {
    this.name = name;
    this.recording = recording;
    this.folder = folder;
  }

  /**
   * The recording of a name.
   *
   * @param folder of all recordings of the run
   * @throws ConfigException if the program has none of that name
   */
  public static RecordingFile of(Program program, Path folder, String name) {
    Recording recording = program.recordings().get(name);
    if (recording == null) {
      throw new ConfigException(
          "trainer.record: this program has no recording '"
              + name
              + "'; it has "
              + (program.recordings().isEmpty()
                  ? "none"
                  : String.join(", ", program.recordings().keySet())));
    }
    return new RecordingFile(name, recording, folder);
  }

  /**
   * The recording of a name, to be made as training goes.
   *
   * @throws ConfigException if the program has none of that name, or never makes it by itself
   */
  static RecordingFile inTraining(Program program, Path folder, String name) {
    RecordingFile file = of(program, folder, name);
    if (file.due().equals(Due.ON_DEMAND)) {
      throw new ConfigException(
          "trainer.record: must be recordings that training makes but is "
              + name
              + ", which altgrad record makes");
    }
    return file;
  }

  Due due() {
    return recording.due();
  }

  /** Makes the recording and writes it. */
  public Path write(Calls calls, long step) {
    return write(folder, name, step, recording.recorder().record(calls, step));
  }

  /** Writes a table that was recorded at a step. */
  static Path write(Path folder, String name, long step, Recording.Table table) {
    Path file = folder.resolve(name).resolve(String.format("step-%09d.csv", step));
    StringBuilder text = new StringBuilder(Csv.line(table.columns()));
    table.rows().forEach(row -> text.append(Csv.line(row)));
    try {
      if (!Files.isDirectory(folder.getParent())) {
        throw new NoSuchFileException(folder.getParent().toString()); // its run was removed
      }
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(file.getParent() + " cannot be made", e);
    }
    Durable.write(file, text.toString());
    return file;
  }
}
