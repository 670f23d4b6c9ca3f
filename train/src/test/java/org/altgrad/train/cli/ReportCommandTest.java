package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page as a parser of XML sees it. */
class ReportCommandTest {
  @TempDir private Path dir;

  private static Document parse(byte[] content) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    DocumentBuilder builder = factory.newDocumentBuilder();
    return builder.parse(new ByteArrayInputStream(content));
  }

  private static List<String> texts(Document page, String tag) {
    NodeList nodes = page.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void oneFileHoldsChecksNumbersFiguresConfigurationAndOrigin() throws Exception {
    Path study = dir.resolve("study");
    Cli.fakeRun(study.resolve("runs/run-10"), 2, 0, 0.25);
    Cli.fakeRun(study.resolve("runs/run-2"), 1, 0, 0.5);
    Files.writeString(
        study.resolve("checks.md"),
        "# Title\n\n| claim | met |\n| ----- | --- |\n| a < b \\| c & d | NOT MET |\n");
    Files.writeString(
        study.resolve("mine.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>x</text></svg>");
    Path file = dir.resolve("page.html");
    Cli.Result result = Cli.run("report", study.toString(), "--to", file.toString());
    assertEquals(0, result.code(), result.err());
    byte[] content = Files.readAllBytes(file);
    Document page = parse(content);
    assertEquals("html", page.getDocumentElement().getTagName());
    assertEquals(
        List.of("Checks", "Metrics at the end", "Runs", "Figures", "Configuration", "Origin"),
        texts(page, "h2"));
    List<String> cells = texts(page, "td");
    assertTrue(
        cells.containsAll(List.of("a < b | c & d", "NOT MET", "0.50000", "DONE")), "" + cells);
    // By the numbers in their names.
    assertTrue(cells.indexOf("runs/run-2") < cells.indexOf("runs/run-10"), "" + cells);
    int common = cells.indexOf("method.name");
    assertEquals("x", cells.get(common + 1));
    assertEquals("2; 1", cells.get(cells.lastIndexOf("model.depth") + 1));
    // Every picture is in the page, and one itself.
    NodeList pictures = page.getElementsByTagName("img");
    assertEquals(2, pictures.getLength());
    String begin = "data:image/svg+xml;base64,";
    for (int i = 0; i < pictures.getLength(); i++) {
      String source = ((Element) pictures.item(i)).getAttribute("src");
      assertTrue(source.startsWith(begin), source.substring(0, 40));
      byte[] svg = Base64.getDecoder().decode(source.substring(begin.length()));
      assertEquals("svg", parse(svg).getDocumentElement().getTagName());
    }
    String plain = new String(content, StandardCharsets.UTF_8);
    assertFalse(plain.contains("http"), "the page asks a network");
  }

  @Test
  void thePageIsCalledByTheExperiment() throws Exception {
    Path sweep = dir.resolve("2026-01-02_03-04-05");
    for (int seed = 0; seed < 2; seed++) {
      Path run = Cli.fakeRun(sweep.resolve("00" + seed), 1, seed, 0.5);
      Files.writeString(run.resolve("run.yaml"), "state: DONE\nexperiment: hnca/bandit\n");
    }
    Path file = dir.resolve("sweep.html");
    assertEquals(0, Cli.run("report", sweep.toString(), "--to", file.toString()).code());
    String page = Files.readString(file);
    assertTrue(page.contains("<h1>hnca/bandit, 2026-01-02_03-04-05</h1>"), page);
  }

  @Test
  void runsHaveTheirTagsAndNotes() throws Exception {
    String first = Cli.fakeRun(dir.resolve("all/run-1"), 1, 0, 0.5).toString();
    Cli.fakeRun(dir.resolve("all/run-2"), 2, 0, 0.25);
    Path file = dir.resolve("page.html");
    String[] report = {"report", dir.resolve("all").toString(), "--force", "--to", file.toString()};
    assertEquals(0, Cli.run(report).code());
    List<String> plain = texts(parse(Files.readAllBytes(file)), "th");
    assertFalse(plain.contains("tags") || plain.contains("note"), "" + plain);
    assertEquals(0, Cli.run("tag", first, "good", "paper").code());
    assertEquals(0, Cli.run("note", first, "a < b\nand more").code());
    assertEquals(0, Cli.run(report).code());
    Document page = parse(Files.readAllBytes(file));
    assertTrue(texts(page, "th").containsAll(List.of("tags", "note")), "" + texts(page, "th"));
    List<String> cells = texts(page, "td");
    int tags = cells.indexOf("good paper");
    assertTrue(tags > cells.indexOf("all/run-1") && tags < cells.indexOf("all/run-2"), "" + cells);
    assertEquals("a < b\nand more", cells.get(tags + 1));
  }

  @Test
  void aPageIsNotReplacedUnasked() throws Exception {
    String run = Cli.fakeRun(dir.resolve("run"), 1, 0, 0.5).toString();
    Path file = dir.resolve("page.html");
    Files.writeString(file, "mine");
    Cli.Result refused = Cli.run("report", run, "--to", file.toString());
    assertEquals(1, refused.code());
    assertTrue(refused.err().contains("exists already"), refused.err());
    assertEquals("mine", Files.readString(file));
    assertEquals(0, Cli.run("report", run, "--to", file.toString(), "--force").code());
    Cli.Result wrong = Cli.run("report", run, "--to", dir.resolve("page.pdf").toString());
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("the name must end in .html"), wrong.err());
  }
}
