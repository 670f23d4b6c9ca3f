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
 * down before they were written, are made again from it. That of a search has besides what the runs
 * are composed from that are chosen later.
 */
public final class FrozenPoints {
  static final String FILE = "points.zip";

  /** What later runs are composed from. */
  private static final String BASE = "base.json";

  private FrozenPoints() {}

  /**
   * Writes them.
   *
   * @param configs YAML of each run by its directory's name
   */
  public static void write(Path directory, Map<String, String> configs) {
    write(directory, configs, Optional.empty());
  }

  /**
   * The same of a search.
   *
   * @param base what later runs are composed from, as text
   */
  public static void write(Path directory, Map<String, String> configs, Optional<String> base) {
    Path file = directory.resolve(FILE);
    try {
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, String> config : configs.entrySet()) {
          zip.putNextEntry(new ZipEntry(config.getKey() + "/config.yaml"));
          zip.write(config.getValue().getBytes(StandardCharsets.UTF_8));
        }
        if (base.isPresent()) {
          zip.putNextEntry(new ZipEntry(BASE));
          zip.write(base.get().getBytes(StandardCharsets.UTF_8));
        }
      }
      Durable.sync(file);
    } catch (IOException e) {
      throw new RunException(file + " cannot be written: " + Durable.reason(e), e);
    }
  }

  /**
   * Files the configuration of a run anew.
   *
   * @param run its directory's name
   * @return whether it is there to be filed
   */
  static boolean file(Path directory, String run) {
    RunDirectory place = new RunDirectory(directory.resolve(run));
    Optional<String> own = config(directory, run);
    try {
      if (own.isPresent()) {
        Files.createDirectories(place.path());
        Durable.write(place.config(), own.get());
      }
      return own.isPresent();
    } catch (IOException e) {
      throw new RunException(place.path() + " cannot be made again: " + Durable.reason(e), e);
    }
  }

  /** What a run's configuration was when the sweep was made; empty if that is not kept. */
  static Optional<String> config(Path directory, String run) {
    return read(directory.resolve(FILE), run + "/config.yaml");
  }

  /** What later runs of a search are composed from; empty if that is not kept. */
  static Optional<String> base(Path directory) {
    return read(directory.resolve(FILE), BASE);
  }

  private static Optional<String> read(Path file, String name) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      return entry == null
          ? Optional.empty()
          : Optional.of(
              new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunException(
          file + " cannot be read: " + Durable.reason(e) + "; put the sweep's own back", e);
    }
  }
}
