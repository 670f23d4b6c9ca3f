package org.altgrad.train.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.altgrad.plotting.summary.TextTable;

/** A page that is one file: well-formed XML too, with its style, its script and its pictures. */
final class HtmlPage {
  private static final String STYLE =
      """
      body { font: 15px/1.45 sans-serif; color: #262626; margin: 2em auto; max-width: 76em; padding: 0 1em; }
      h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 2em; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: 13px; }
      th, td { padding: 3px 10px; text-align: left; border-bottom: 1px solid #e4e4e4; white-space: pre-wrap; }
      th { cursor: pointer; border-bottom: 1px solid #808080; }
      th.up::after { content: " \\25B2"; } th.down::after { content: " \\25BC"; }
      td.number { text-align: right; font-variant-numeric: tabular-nums; }
      img { max-width: 100%; } summary { cursor: pointer; }
      """;

  /**
   * Numbers by size and before words; cells without a value last; it has no character that XML
   * reserves.
   */
  private static final String SCRIPT =
      """
      document.querySelectorAll('th').forEach(function (head) {
        head.addEventListener('click', function () {
          var table = head.closest('table'), body = table.tBodies[0], column = head.cellIndex;
          var sign = head.className === 'up' ? -1 : 1;
          var value = function (row) {
            var text = row.cells[column].textContent, number = parseFloat(text);
            return { text: text, number: Number.isNaN(number) ? Infinity : number, none: text === '' || text === '-' };
          };
          var rows = Array.from(body.rows).map(function (row) { return { row: row, value: value(row) }; });
          rows.sort(function (a, b) {
            if (a.value.none !== b.value.none) { return a.value.none ? 1 : -1; }
            if (a.value.number !== b.value.number) { return a.value.number > b.value.number ? sign : -sign; }
            return sign * a.value.text.localeCompare(b.value.text);
          });
          rows.forEach(function (one) { body.appendChild(one.row); });
          table.querySelectorAll('th').forEach(function (other) { other.className = ''; });
          head.className = sign === 1 ? 'up' : 'down';
        });
      });
      """;

  private final StringBuilder body = new StringBuilder();
  private final String title;

  HtmlPage(String title) {
    this.title = title;
    body.append("<h1>").append(text(title)).append("</h1>\n");
  }

  void heading(String heading) {
    body.append("<h2>").append(text(heading)).append("</h2>\n");
  }

  void paragraph(String words) {
    body.append("<p>").append(text(words)).append("</p>\n");
  }

  /** A table whose rows a click on a column's name sorts. */
  void table(TextTable table) {
    body.append("<div class=\"wide\"><table>\n<thead><tr>");
    table.header().forEach(name -> body.append("<th>").append(text(name)).append("</th>"));
    body.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      body.append("<tr>");
      for (String cell : row) {
        boolean number = cell.matches("[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?(?: ± .*)?");
        body.append(number ? "<td class=\"number\">" : "<td>").append(text(cell)).append("</td>");
      }
      body.append("</tr>\n");
    }
    body.append("</tbody>\n</table></div>\n");
  }

  /** A table that is shown when it is asked for. */
  void folded(String summary, TextTable table) {
    body.append("<details><summary>").append(text(summary)).append("</summary>\n");
    table(table);
    body.append("</details>\n");
  }

  /** A picture with what it is called. */
  void picture(String type, byte[] content, String caption) {
    body.append("<figure><img alt=\"")
        .append(text(caption))
        .append("\" src=\"data:")
        .append(type)
        .append(";base64,")
        .append(Base64.getEncoder().encodeToString(content))
        .append("\"/><figcaption>")
        .append(text(caption))
        .append("</figcaption></figure>\n");
  }

  void svg(String content, String caption) {
    picture("image/svg+xml", content.getBytes(StandardCharsets.UTF_8), caption);
  }

  /** Text as a page shows it; characters that no page may hold are left out. */
  private static String text(String plain) {
    return plain
        .replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width"/>
    <link rel="icon" href="data:,"/>
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    %s<script>
    %s</script>
    </body>
    </html>
    """
        .formatted(text(title), STYLE, body, SCRIPT);
  }
}
