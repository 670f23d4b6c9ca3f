package org.altgrad.train.sweep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.altgrad.base.Durable;
import org.altgrad.base.ZipContent;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;

/**
 * {@code points.zip}: the configurations of a sweep's runs as they were when it was made, and what
 * was typed. Bringing one file to the disk is fast where a thousand are not; the runs' own files,
 * if a machine went down before they were written, are made again from it. That of a search has
 * besides what the runs are composed from that are chosen later.
 */
public final class FrozenPoints {
  static final String FILE = "points.zip";

  /** What later runs are composed from. */
  private static final String BASE = "base.json";

  private static final String CONFIG = "/config.yaml";
  private static final String OVERRIDES = "/overrides.yaml";

  private FrozenPoints() {}

  /**
   * What a run is filed with.
   *
   * @param config its YAML
   * @param overrides as typed
   */
  public record Kept(String config, List<String> overrides) {}

  /**
   * Writes them.
   *
   * @param runs by their directories' names
   */
  public static void write(Path directory, Map<String, Kept> runs) {
    write(directory, runs, Optional.empty());
  }

  /**
   * The same of a search.
   *
   * @param base what later runs are composed from, as text
   */
  public static void write(Path directory, Map<String, Kept> runs, Optional<String> base) {
    Path file = directory.resolve(FILE);
    try {
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, Kept> run : runs.entrySet()) {
          add(zip, run.getKey() + CONFIG, run.getValue().config());
          String typed = RunDirectory.overridesText(run.getValue().overrides());
          add(zip, run.getKey() + OVERRIDES, typed);
        }
        if (base.isPresent()) {
          add(zip, BASE, base.get());
        }
      }
      Durable.sync(file);
    } catch (IOException e) {
      throw new RunException(file + " cannot be written: " + Durable.reason(e), e);
    }
  }

  private static void add(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Files the configuration of a run anew, and what was typed.
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
        overrides(directory, run).ifPresent(typed -> Durable.write(place.overrides(), typed));
        Durable.write(place.config(), own.get());
      }
      return own.isPresent();
    } catch (IOException e) {
      throw new RunException(place.path() + " cannot be made again: " + Durable.reason(e), e);
    }
  }

  /** What a run's configuration was when the sweep was made; empty if that is not kept. */
  static Optional<String> config(Path directory, String run) {
    return read(directory.resolve(FILE), run + CONFIG);
  }

  /** What was typed for it, as its file says it; empty in sweeps of earlier versions. */
  static Optional<String> overrides(Path directory, String run) {
    return read(directory.resolve(FILE), run + OVERRIDES);
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
          : Optional.of(new String(ZipContent.read(zip, entry), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunException(
          file + " cannot be read: " + Durable.reason(e) + "; put the sweep's own back", e);
    }
  }
}
