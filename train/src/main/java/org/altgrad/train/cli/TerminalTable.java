package org.altgrad.train.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.summary.FittedTable;
import org.altgrad.plotting.summary.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Tables where people read: on a terminal none of their lines is wider than that. */
final class TerminalTable {
  /** Narrower than this nothing can be read in any case. */
  private static final int NARROW = 20;

  /** Of a terminal that does not say how wide it is. */
  private static final int USUAL = 80;

  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

  private TerminalTable() {}

  /** How many columns the terminal has now; empty if what is printed goes elsewhere. */
  static OptionalInt width() {
    return LiveTable.wanted() ? OptionalInt.of(asked()) : OptionalInt.empty();
  }

  /** The width may have changed since the program was started. */
  private static int asked() {
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(1, TimeUnit.SECONDS);
      byte[] said = ended ? process.getInputStream().readAllBytes() : new byte[0];
      process.destroy();
      Matcher size = SIZE.matcher(new String(said, StandardCharsets.UTF_8));
      int columns = size.matches() ? Integer.parseInt(size.group(1)) : 0;
      return columns > 0 ? columns : USUAL;
    } catch (IOException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  /** The same where a command prints it; through a pipe that command shows all. */
  static String text(TextTable table, List<String> last, CommandSpec spec) {
    return text(table, width(), last, command(spec));
  }

  /** The same, with columns that are not cut while others can be left out. */
  static String text(
      TextTable table, OptionalInt width, List<String> last, List<String> uncut, String command) {
    FittedTable fitted =
        width.isEmpty()
            ? fitted(table, width, last)
            : FittedTable.of(table, most(width.getAsInt()), last, uncut);
    return fitted.text() + note(List.of(fitted), command);
  }

  /** A command that prints what was asked for whole. */
  static String command(CommandSpec spec) {
    CommandLine root = spec.root().commandLine();
    return ShellCommand.of(root.getParseResult().originalArgs().toArray()) + " | cat";
  }

  /**
   * A table's lines, and one that says what is missing.
   *
   * @param width of the terminal; whole if it is none
   * @param last columns that are left out after all others, the first of them last
   * @param command that shows all
   */
  static String text(TextTable table, OptionalInt width, List<String> last, String command) {
    FittedTable fitted = fitted(table, width, last);
    return fitted.text() + note(List.of(fitted), command);
  }

  /** A table's lines, which are whole if there is no terminal. */
  static FittedTable fitted(TextTable table, OptionalInt width, List<String> last) {
    return width.isEmpty()
        ? new FittedTable(table.toText(), false, List.of())
        : FittedTable.of(table, most(width.getAsInt()), last);
  }

  /** How long a line may be: the last column may be the edge. */
  static int most(int width) {
    return Math.max(NARROW, width) - 1;
  }

  /** A line that says what of some tables is missing; nothing if they are whole. */
  static String note(List<FittedTable> tables, String command) {
    List<String> out =
        tables.stream().flatMap(table -> table.leftOut().stream()).distinct().toList();
    List<String> what = new ArrayList<>();
    if (!out.isEmpty()) {
      what.add("without " + String.join(", ", out));
    }
    if (tables.stream().anyMatch(FittedTable::shortened)) {
      what.add("cut at …");
    }
    return what.isEmpty()
        ? ""
        : "note: "
            + String.join(" and ", what)
            + ", for the terminal is narrow; all is in: "
            + command
            + "\n";
  }
}
