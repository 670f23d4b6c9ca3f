package org.altgrad.train.sweep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.altgrad.base.Durable;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;

/**
 * {@code points.zip}: the configurations of a sweep's runs as they were when it was made. Bringing
 * one file to the disk is fast where a thousand are not; the runs' own files, if a machine went
 * down before they were written, are made again from it.
 */
public final class FrozenPoints {
  private static final String FILE = "points.zip";

  private FrozenPoints() {}

  /**
   * Writes them.
   *
   * @param configs YAML of each run by its directory's name
   */
  public static void write(Path directory, Map<String, String> configs) {
    Path file = directory.resolve(FILE);
    try {
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, String> config : configs.entrySet()) {
          zip.putNextEntry(new ZipEntry(config.getKey() + "/config.yaml"));
          zip.write(config.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      Durable.sync(file);
    } catch (IOException e) {
      throw new RunException(file + " cannot be written: " + Durable.reason(e), e);
    }
  }

  /**
   * Files the configuration of a run anew that has none, or an empty one, and was never begun.
   *
   * @param run its directory's name
   */
  public static void heal(Path directory, String run) {
    RunDirectory place = new RunDirectory(directory.resolve(run));
    if (Files.exists(place.info()) || Files.exists(place.metrics())) {
      return;
    }
    try {
      if (!Files.exists(place.config()) || Files.size(place.config()) == 0) {
        Optional<String> own = read(directory.resolve(FILE), run + "/config.yaml");
        if (own.isPresent()) {
          Files.createDirectories(place.path());
          Durable.write(place.config(), own.get());
        }
      }
    } catch (IOException e) {
      throw new RunException(place.path() + " cannot be made again: " + e, e);
    }
  }

  private static Optional<String> read(Path file, String name) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      return entry == null
          ? Optional.empty()
          : Optional.of(
              new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
