package org.altgrad.data.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.data.DataException;
import org.altgrad.data.Provenance;
import org.altgrad.data.catalogue.CatalogueEntry;
import org.altgrad.data.catalogue.DataFile;
import org.altgrad.data.fetch.DataRepository;
import org.altgrad.data.fetch.Located;
import org.altgrad.data.format.ContentStream;

/** Reads the files of one data set, each once and verified, and keeps their provenance. */
final class FileLoader {
  /** Parses a stream, not necessarily to its end. */
  @FunctionalInterface
  interface Parser {
    void parse(ContentStream in) throws IOException;
  }

  private final DataContext context;
  private final DataRepository repository;
  private final CatalogueEntry entry;
  private final List<Provenance> provenance = new ArrayList<>();

  FileLoader(DataContext context, Path root, String dataSet) {
    this.context = context;
    this.repository = context.repository(root);
    this.entry = repository.entry(dataSet);
  }

  CatalogueEntry entry() {
    return entry;
  }

  /** Where the data set's own files are put. */
  Path folder() {
    return repository.folder(entry);
  }

  /** Where the file is, if it is there. */
  Optional<Located> find(String name) {
    return repository.find(entry, entry.file(name));
  }

  /** Where the file is, downloaded if need be. */
  Located obtain(String name) {
    DataFile file = entry.file(name);
    return repository.obtain(entry, file, context.download(), context.progress());
  }

  /** The verified content of a file, in memory. */
  ByteBuffer content(Located file) {
    try (ContentStream in = file.open()) {
      ByteBuffer content = file.read(in);
      provenance.add(file.verify(in));
      return content;
    }
  }

  /** Parses and verifies a file in one pass. */
  void parse(Located file, Parser parser) {
    try (ContentStream in = file.open()) {
      try {
        parser.parse(in);
      } catch (DataException e) {
        file.verify(in); // that it is another file explains more than where it stops making sense
        throw e;
      }
      provenance.add(file.verify(in));
    } catch (IOException e) {
      throw new DataException(
          "cannot read %s (%s)".formatted(file.source(), DataException.reason(e)), e);
    }
  }

  /** Notes a file that was read by other means. */
  void note(Provenance file) {
    provenance.add(file);
  }

  /** The files that were read, in that order. */
  List<Provenance> provenance() {
    return List.copyOf(provenance);
  }
}
