package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.plotting.summary.TextTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a page as a browser sorts them, whose columns are clicked on. */
@Tag("slow")
class SortedTablesTest {
  /** Clicks on a column once and twice, and writes after each what stands in it. */
  private static final String CLICKS =
      """
      <script>
      document.querySelectorAll('th').forEach(function (head) {
        [1, 2].forEach(function (times) {
          head.click();
          var cells = Array.from(document.querySelectorAll('tbody tr'), function (row) {
            return row.cells[head.cellIndex].textContent;
          });
          var line = document.createElement('pre');
          line.textContent = head.textContent + times + head.className + ': ' + cells.join(' ');
          document.body.appendChild(line);
        });
      });
      </script>
      </body>""";

  @TempDir Path dir;

  private static Optional<String> browser() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> folder + "/" + name))
        .filter(file -> Files.isExecutable(Path.of(file)))
        .findFirst();
  }

  /** What the page's clicks wrote. */
  private List<String> lines(HtmlPage page) throws IOException, InterruptedException {
    Optional<String> browser = browser();
    assumeTrue(browser.isPresent(), "there is no browser");
    String whole = page.toString();
    assertEquals(1, whole.split("</body>", -1).length - 1);
    Path file = Files.writeString(dir.resolve("page.html"), whole.replace("</body>", CLICKS));
    Path out = dir.resolve("dom");
    Process process =
        new ProcessBuilder(
                browser.get(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + dir.resolve("profile"),
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, Cli.end(process));
    List<String> lines = new ArrayList<>();
    Matcher line = Pattern.compile("<pre>(.*?)</pre>").matcher(Files.readString(out));
    while (line.find()) {
      lines.add(line.group(1));
    }
    return lines;
  }

  @Test
  void aClickSortsAndAnotherOneReverses() throws Exception {
    HtmlPage page = new HtmlPage("t");
    page.table(
        new TextTable(
            List.of("lr", "mean", "name"),
            List.of(
                List.of("0.01", "10 ± 1", "b"),
                List.of("1e-4", "-2", ""),
                List.of("", "9.5", "a10"),
                List.of("1e-3", "", "a"),
                List.of("-", "0.5", "-"),
                List.of("2.5e-4", "100", "c"))));
    List<String> lines = lines(page);
    assertEquals(6, lines.size(), lines::toString);
    // By size, as 1e-4 is less than 0.01; what has no value is last, whichever way.
    assertTrue(lines.get(0).startsWith("lr1up: 1e-4 2.5e-4 1e-3 0.01 "), lines.get(0));
    assertTrue(lines.get(1).startsWith("lr2down: 0.01 1e-3 2.5e-4 1e-4 "), lines.get(1));
    assertEquals("mean1up: -2 0.5 9.5 10 ± 1 100 ", lines.get(2));
    assertEquals("mean2down: 100 10 ± 1 9.5 0.5 -2 ", lines.get(3));
    assertTrue(lines.get(4).startsWith("name1up: a a10 b c "), lines.get(4));
    assertTrue(lines.get(5).startsWith("name2down: c b a10 a "), lines.get(5));
  }
}
