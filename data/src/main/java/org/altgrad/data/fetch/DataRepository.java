package org.altgrad.data.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.data.DataException;
import org.altgrad.data.Progress;
import org.altgrad.data.catalogue.Catalogue;
import org.altgrad.data.catalogue.CatalogueEntry;
import org.altgrad.data.catalogue.DataFile;

/**
 * The data sets of the catalogue below one data root.
 *
 * <p>A file is looked for, in this order, in the program itself (bundled sets), in {@code
 * <root>/<folder>} and in the folders of system packages, with and without {@code .gz}.
 */
public final class DataRepository {
  /** What a compressed file may be larger than its content. */
  private static final long SLACK = 1 << 20;

  private final Catalogue catalogue;
  private final Path root;
  private final Downloader downloader;

  /**
   * @param root the folder with one folder per data set; need not exist
   */
  public DataRepository(Catalogue catalogue, Path root, Downloader downloader) {
    this.catalogue = catalogue;
    this.root = root;
    this.downloader = downloader;
  }

  /** What the catalogue says about a data set. */
  public CatalogueEntry entry(String name) {
    return catalogue.entry(name);
  }

  /** Where a data set's own files are put. */
  public Path folder(CatalogueEntry entry) {
    return root.resolve(entry.whereabouts().folder());
  }

  /** The files of a data set that are there, not verified. */
  public List<Located> locate(String name) {
    CatalogueEntry entry = catalogue.entry(name);
    return entry.files().stream().flatMap(file -> find(entry, file).stream()).toList();
  }

  /** Where a file is, not verified; empty if it is nowhere. */
  public Optional<Located> find(CatalogueEntry entry, DataFile file) {
    if (entry.whereabouts().bundled()) {
      return Optional.of(Located.bundled(entry.name(), file));
    }
    List<Path> folders = new ArrayList<>();
    folders.add(folder(entry));
    folders.addAll(entry.whereabouts().directories());
    for (Path folder : folders) {
      for (String name : List.of(file.name(), file.name() + ".gz")) {
        Path path = folder.resolve(name);
        if (Files.isRegularFile(path)) {
          return Optional.of(Located.at(file, path));
        }
      }
    }
    return Optional.empty();
  }

  /** Reads every file of a data set and says what state it is in. */
  public List<FileState> verify(String name) {
    CatalogueEntry entry = catalogue.entry(name);
    return entry.files().stream().map(file -> state(entry, file)).toList();
  }

  /**
   * Verifies the files of a data set that are there and downloads the others.
   *
   * @return where they are
   * @throws DataException if a file is there but wrong (it is left alone), or cannot be had
   */
  public List<Located> fetch(String name, Progress progress) {
    CatalogueEntry entry = catalogue.entry(name);
    List<Located> files = new ArrayList<>();
    for (DataFile file : entry.files()) {
      Optional<Located> there = find(entry, file);
      there.ifPresent(Located::verify);
      files.add(there.orElseGet(() -> obtain(entry, file, true, progress)));
    }
    return List.copyOf(files);
  }

  /**
   * Where a file is, downloaded first if need be and allowed. What was there already is not
   * verified: that is part of reading it.
   *
   * @throws DataException that says where to put it if it is neither there nor to be had
   */
  public Located obtain(CatalogueEntry entry, DataFile file, boolean download, Progress progress) {
    Optional<Located> there = find(entry, file);
    if (there.isPresent()) {
      return there.get();
    }
    Path folder = folder(entry);
    if (entry.whereabouts().addresses().isEmpty()) {
      throw new DataException(
          "%s of %s is not there and has no public address; %s"
              .formatted(file.name(), entry.about().title(), advice(folder, file)));
    }
    if (!download) {
      throw new DataException(
          "%s of %s is not there, and downloads are off; %s"
              .formatted(file.name(), entry.about().title(), advice(folder, file)));
    }
    create(folder);
    // Another process may have brought it while this one waited.
    return FolderLock.whileHolding(
        folder, () -> find(entry, file).orElseGet(() -> download(entry, file, folder, progress)));
  }

  private Located download(CatalogueEntry entry, DataFile file, Path folder, Progress progress) {
    Path target = folder.resolve(file.download());
    List<URI> addresses =
        entry.whereabouts().addresses().stream()
            .map(base -> base.resolve(file.download()))
            .toList();
    try {
      downloader.download(
          addresses,
          target,
          file.bytes() + SLACK,
          path -> Located.at(file, path).verifyDownload(),
          progress);
    } catch (DataException e) {
      throw new DataException(
          "%s; no network? %s".formatted(e.getMessage(), advice(folder, file)), e);
    }
    return Located.at(file, target);
  }

  private FileState state(CatalogueEntry entry, DataFile file) {
    Optional<Located> there = find(entry, file);
    if (there.isEmpty()) {
      Path part = folder(entry).resolve(file.download() + ".part");
      return Files.exists(part)
          ? new FileState(
              file.name(),
              FileState.Status.PARTIAL,
              part.toString(),
              "its download was interrupted; fetching it again goes on from there")
          : new FileState(
              file.name(), FileState.Status.MISSING, folder(entry).toString(), "it is not there");
    }
    try {
      there.get().verify();
      return new FileState(file.name(), FileState.Status.OK, there.get().source(), "");
    } catch (DataException e) {
      return new FileState(
          file.name(), FileState.Status.DAMAGED, there.get().source(), e.getMessage());
    }
  }

  private static String advice(Path folder, DataFile file) {
    return ("put the file, packed or not, at %s or name the directory whose folder %s has it with"
            + " data.root=… or ALTGRAD_DATA")
        .formatted(folder.resolve(file.download()), folder.getFileName());
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DataException(
          "cannot create %s (%s); name another directory with data.root=… or ALTGRAD_DATA"
              .formatted(folder, DataException.reason(e)),
          e);
    }
  }
}
