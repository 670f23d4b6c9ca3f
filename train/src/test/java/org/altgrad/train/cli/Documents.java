package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What pages hold besides prose: blocks, fenced with a language or set in by four spaces, and
 * commands between backticks.
 */
final class Documents {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern SPAN = Pattern.compile("`(?:\\./)?altgrad ((?:[^`\\\\]|\\\\.)+)`");
  private static final Pattern COMMAND =
      Pattern.compile("(?:.*[ (])?(?:\\./)?altgrad (.*?)\\)?(?:\\s+#.*)?");

  private Documents() {}

  /**
   * A block.
   *
   * @param place page and line
   * @param kind a fence's language, or empty
   * @param file the name that stands above it, or empty
   */
  record Block(String place, String kind, String file, String text) {

    /** Set in, it is one of these; a sketch shows formulas, or what the program prints. */
    boolean isShell() {
      return kind.matches("sh|bash")
          || kind.isEmpty() && text.matches("(?s)(\\S*altgrad|mvn|\\w+=\\S+).* .*");
    }

    boolean isYaml() {
      return kind.equals("yaml") || kind.isEmpty() && text.matches("(?s)(# .*?\n)?\\w+:.*");
    }

    boolean isSketch() {
      return kind.isEmpty() && !isShell() && !isYaml();
    }
  }

  /** A command without the program's name, and where it stands. */
  record Typed(String place, String line) {
    @Override
    public String toString() {
      return place + " " + line;
    }

    /** What is cut short, has a name to be filled in, or names a command only. */
    boolean isSketch() {
      return isName() || line.matches(".*(…|\\.\\.\\.|\\b(NAME|FIGURE|N)\\b).*");
    }

    /** A command that is spoken of. */
    boolean isName() {
      return line.matches("[a-z]+( [a-z]+)?");
    }
  }

  static List<Path> pages() {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      List<Path> pages = new ArrayList<>();
      for (String top :
          List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "outputs/README.md")) {
        pages.add(ROOT.resolve(top));
      }
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (Path page : pages()) {
      List<String> lines = lines(page);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        int end = i + 1;
        if (line.startsWith("```")) {
          while (!lines.get(end).startsWith("```")) {
            end++;
          }
          String above = i < 2 ? "" : lines.get(i - 2);
          Matcher name = Pattern.compile("`([^`]+\\.\\w+)`.*").matcher(above);
          blocks.add(
              new Block(
                  ROOT.relativize(page) + ":" + (i + 1),
                  line.substring(3),
                  name.matches() ? name.group(1) : "",
                  String.join("\n", lines.subList(i + 1, end)) + "\n"));
        } else if (line.startsWith("    ") && (i == 0 || lines.get(i - 1).isBlank())) {
          while (end < lines.size() && lines.get(end).startsWith("    ")) {
            end++;
          }
          String text = String.join("\n", lines.subList(i, end)).replaceAll("(?m)^    ", "");
          blocks.add(new Block(ROOT.relativize(page) + ":" + (i + 1), "", "", text + "\n"));
          end--;
        } else {
          continue;
        }
        i = end;
      }
    }
    return blocks;
  }

  /** Of blocks and of the text. */
  static List<Typed> commands() {
    List<Typed> all = new ArrayList<>();
    for (Block block : blocks()) {
      if (block.isShell()) {
        for (String line : block.text().replaceAll("\\\\\n\\s*", "").split("\n")) {
          Matcher command = COMMAND.matcher(line);
          if (command.matches()) {
            alternatives(command.group(1).strip())
                .forEach(c -> all.add(new Typed(block.place(), c)));
          }
        }
      }
    }
    for (Path page : pages()) {
      List<String> lines = lines(page);
      for (int i = 0; i < lines.size(); i++) {
        Matcher span = SPAN.matcher(lines.get(i));
        while (!lines.get(i).startsWith("    ") && span.find()) {
          String place = ROOT.relativize(page) + ":" + (i + 1);
          String said = span.group(1).replace("\\|", "|");
          alternatives(said).forEach(c -> all.add(new Typed(place, c)));
        }
      }
    }
    return all;
  }

  /** {@code data list | show NAME}: two commands of one group. */
  private static List<String> alternatives(String line) {
    String[] each = line.split(" \\| ");
    String group = line.split(" ")[0];
    List<String> all = new ArrayList<>();
    for (String one : each) {
      all.add(all.isEmpty() ? one : group + " " + one);
    }
    return all;
  }

  /** The words of a line as a shell parts them. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("(?:'([^']*)'|\"([^\"]*)\"|[^\\s'\"])+").matcher(line);
    while (word.find()) {
      words.add(word.group().replaceAll("['\"]", ""));
    }
    return words;
  }
}
