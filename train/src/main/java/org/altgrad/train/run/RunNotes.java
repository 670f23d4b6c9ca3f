package org.altgrad.train.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.YamlFile;

/**
 * What somebody has written about a run, in {@code notes.yaml}; no number depends on it.
 *
 * @param tags words, in the order in which they were given
 * @param note a text; empty for none
 */
public record RunNotes(List<String> tags, String note) {
  private static final String FILE = "notes.yaml";

  /** Copies the list. */
  public RunNotes {
    tags = List.copyOf(tags);
  }

  /** What a run directory holds; nothing if there is no file. */
  public static RunNotes read(Path run) {
    Path file = run.resolve(FILE);
    if (!Files.exists(file)) {
      return new RunNotes(List.of(), "");
    }
    Map<String, Object> content =
        YamlFile.read(
            file,
            (what, cause) ->
                new RunException(
                    what + "; tags and note are lost on it: mend or remove it", cause));
    List<String> tags = new ArrayList<>();
    if (content.get("tags") instanceof List<?> all) {
      all.forEach(tag -> tags.add(String.valueOf(tag)));
    }
    return new RunNotes(tags, String.valueOf(content.getOrDefault("note", "")));
  }

  /** Files it with a run. */
  public void write(Path run) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("tags", tags);
    content.put("note", note);
    YamlFile.write(run.resolve(FILE), content);
  }

  /** The same with more tags. */
  public RunNotes tagged(List<String> more) {
    List<String> all = new ArrayList<>(tags);
    more.stream().filter(tag -> !all.contains(tag)).forEach(all::add);
    return new RunNotes(all, note);
  }

  /** The same without some tags. */
  public RunNotes without(List<String> less) {
    return new RunNotes(tags.stream().filter(tag -> !less.contains(tag)).toList(), note);
  }

  /** The same with another text. */
  public RunNotes saying(String text) {
    return new RunNotes(tags, text);
  }
}
