package org.altgrad.train.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.plotting.summary.FittedTable;
import org.altgrad.plotting.summary.TextTable;

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

  /**
   * A table's lines, and one that says what is missing.
   *
   * @param width of the terminal; whole if it is none
   * @param last columns that are left out after all others
   * @param command that shows all
   */
  static String text(TextTable table, OptionalInt width, Collection<String> last, String command) {
    if (width.isEmpty()) {
      return table.toText();
    }
    int most = Math.max(NARROW, width.getAsInt()) - 1; // the last column may be the edge
    FittedTable fitted = FittedTable.of(table, most, last);
    List<String> what = new ArrayList<>();
    if (!fitted.leftOut().isEmpty()) {
      what.add("without " + String.join(", ", fitted.leftOut()));
    }
    if (fitted.shortened()) {
      what.add("cut at …");
    }
    return fitted.whole()
        ? fitted.text()
        : fitted.text()
            + "note: "
            + String.join(" and ", what)
            + ", for the terminal is narrow; all is in: "
            + command
            + "\n";
  }
}
