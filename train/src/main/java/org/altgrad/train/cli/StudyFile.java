package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.study.Study;

/**
 * The file {@code study.yaml} of a study's directory: its definition, under a comment that says
 * which study, size and seeds its table and checks are of.
 *
 * @param study its name
 * @param size its size
 * @param seeds of its runs, separated by commas
 */
record StudyFile(String study, String size, String seeds) {
  private static final Pattern FIRST_LINE =
      Pattern.compile("# altgrad study (.+) --size (\\w+) --seeds ([-0-9,]+)\\R?");

  private static final Pattern TITLE = Pattern.compile("(?m)^title: (.+)$");

  static final String NAME = RunDirectory.STUDY;

  /** What will stand in it, of the seeds of all runs. */
  static StudyFile of(String study, Study.SizeName size, Stream<Long> seeds) {
    return new StudyFile(
        study,
        size.word(),
        seeds.distinct().sorted().map(Object::toString).collect(Collectors.joining(",")));
  }

  /** Writes it over one of other seeds. */
  void write(Path directory, String definition) {
    Durable.write(
        directory.resolve(NAME),
        "# altgrad study %s --size %s --seeds %s\n".formatted(study, size, seeds) + definition);
  }

  /**
   * Refuses a directory of another study or size, whose table, checks and figures would be lost.
   *
   * @param definition of this study, whose title tells where a file has no first line
   * @return a note if there are results of other seeds, which will be replaced
   * @throws ConfigException naming both studies
   */
  Optional<String> requireSame(Path directory, String definition) {
    String text = text(directory.resolve(NAME));
    Matcher line = FIRST_LINE.matcher(text);
    if (!line.lookingAt()) {
      Optional<String> title = title(text);
      if (title.isPresent() && !title.equals(title(definition))) {
        throw refusal(directory, title.get());
      }
      return Optional.empty();
    }
    StudyFile there = new StudyFile(line.group(1), line.group(2), line.group(3));
    if (!there.study.equals(study) || !there.size.equals(size)) {
      throw refusal(directory, there.study + " (" + there.size + ")");
    }
    List<String> results =
        Stream.of("table.csv", "checks.md")
            .filter(name -> Files.exists(directory.resolve(name)))
            .toList();
    return results.isEmpty() || there.seeds.equals(seeds)
        ? Optional.empty()
        : Optional.of(
            "note: %s there %s of %s and will be of %s"
                .formatted(
                    String.join(" and ", results),
                    results.size() == 1 ? "is" : "are",
                    words(there.seeds),
                    words(seeds)));
  }

  private ConfigException refusal(Path directory, String other) {
    return new ConfigException(
        "%s: holds another study, %s, not %s (%s); name another directory with --to"
            .formatted(directory, other, study, size));
  }

  private static String words(String seeds) {
    return (seeds.contains(",") ? "seeds " : "seed ") + seeds.replace(",", ", ");
  }

  private static Optional<String> title(String yaml) {
    Matcher title = TITLE.matcher(yaml);
    return title.find() ? Optional.of(title.group(1)) : Optional.empty();
  }

  private static String text(Path file) {
    try {
      // Damaged bytes are those of no study.
      return Files.isRegularFile(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
