package org.altgrad.train.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.altgrad.base.Durable;
import org.altgrad.base.Links;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.RunProvenance;
import org.altgrad.train.run.Version;

/**
 * Files of one kind of CSV, to which rows are added.
 *
 * @param header their first line
 */
record TableFile(String header) {
  TableFile(List<String> columns) {
    this(String.join(",", columns));
  }

  /**
   * The last columns of all kinds: version, date, processor and environment of what was made now.
   */
  static List<String> made() {
    return List.of(
        Version.version(),
        OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        RunProvenance.processor(),
        RunProvenance.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" ")));
  }

  /**
   * Adds rows to the end of a file, which is made if it is not there.
   *
   * @throws RunException if the file holds something else
   */
  void append(Path file, List<String> rows) {
    check(file);
    StringBuilder text = new StringBuilder();
    try {
      if (Files.exists(file)) {
        String old = Files.readString(file);
        text.append(old.isEmpty() || old.endsWith("\n") ? "" : "\n");
      }
      if (!Files.exists(file)) {
        text.append(header).append('\n');
      }
      rows.forEach(row -> text.append(row).append('\n'));
      Files.writeString(
          file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new RunException(file + " cannot be written: " + Durable.reason(e), e);
    }
  }

  /**
   * Checks before any work that rows can be added to a file.
   *
   * @throws RunException if it holds something else or lies in no directory
   */
  void check(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent)) {
      throw new RunException("--to " + file + ": there is no directory " + parent);
    }
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var lines = Files.lines(Links.followed(file))) {
      String first = lines.findFirst().orElse("");
      if (!first.equals(header)) {
        throw new RunException(
            "--to "
                + file
                + ": is not a table that rows can be added to; its first line must be "
                + header);
      }
    } catch (UncheckedIOException e) {
      throw unreadable(file, e.getCause());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static RunException unreadable(Path file, IOException e) {
    return new RunException("--to " + file + ": cannot be read: " + Durable.reason(e), e);
  }
}
