package org.altgrad.plotting.figure;

import de.erichseifert.vectorgraphics2d.Processor;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.pdf.PDFProcessor;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.style.Text;
import org.altgrad.plotting.summary.TextTable;

/** Writes figures as files. */
final class FigureWriter {
  private static final double POINTS_PER_INCH = 72;
  private static final double MILLIMETRES_PER_POINT = 25.4 / POINTS_PER_INCH;
  private static final String PNG_FORMAT = "javax_imageio_png_1.0";
  private static final Pattern FONT = Pattern.compile("font-family:&quot;[^&]*&quot;");
  private static final Pattern SIZE =
      Pattern.compile("height=\"([0-9.]+)px\"([^>]*)width=\"([0-9.]+)px\"");
  private static final Pattern CLIP = Pattern.compile("\\bclip-?[0-9]+\\b");

  private FigureWriter() {}

  static List<Path> write(Figure figure, Path base, boolean replace) {
    Path stem = stem(base);
    Path png = sibling(stem, ".png");
    Path svg = sibling(stem, ".svg");
    Path pdf = sibling(stem, ".pdf");
    Path csv = sibling(stem, ".csv");
    Path gif = sibling(stem, ".gif");
    TextTable data = figure.data();
    List<Path> files = new ArrayList<>(List.of(png, svg, pdf));
    if (!data.rows().isEmpty()) {
      files.add(csv);
    }
    if (figure.animation().isPresent()) {
      files.add(gif);
    }
    files.forEach(file -> OutputFile.requireFree(file, replace));
    contents(figure)
        .forEach((ending, bytes) -> OutputFile.write(sibling(stem, ending), bytes, replace));
    return files;
  }

  static Map<String, byte[]> contents(Figure figure) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    TextTable data = figure.data();
    contents.put(".png", Text.withFonts(() -> png(figure)));
    contents.put(".svg", Text.withFonts(() -> svg(figure)).getBytes(StandardCharsets.UTF_8));
    contents.put(".pdf", Text.withFonts(() -> pdf(figure)));
    if (!data.rows().isEmpty()) {
      contents.put(".csv", data.toCsv().getBytes(StandardCharsets.UTF_8));
    }
    figure.animation().ifPresent(moving -> contents.put(".gif", Text.withFonts(moving::gif)));
    return contents;
  }

  static void writePng(Figure figure, Path file, boolean replace) {
    OutputFile.requireFree(file, replace);
    OutputFile.write(file, Text.withFonts(() -> png(figure)), replace);
  }

  static byte[] png(Figure figure) {
    double scale = figure.print().dpi() / POINTS_PER_INCH;
    BufferedImage image =
        new BufferedImage(
            (int) Math.round(scale * figure.pageWidth()),
            (int) Math.round(scale * figure.pageHeight()),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.scale(scale, scale);
    figure.paint(g);
    g.dispose();
    ImageWriter writer = ImageIO.getImageWritersBySuffix("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, resolution(writer, image, figure.print().dpi())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** What tells a document how large the pixels are. */
  private static IIOMetadata resolution(ImageWriter writer, BufferedImage image, int dpi)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            new ImageTypeSpecifier(image), writer.getDefaultWriteParam());
    String perMetre = Long.toString(Math.round(dpi / 0.0254));
    IIOMetadataNode size = new IIOMetadataNode("pHYs");
    size.setAttribute("pixelsPerUnitXAxis", perMetre);
    size.setAttribute("pixelsPerUnitYAxis", perMetre);
    size.setAttribute("unitSpecifier", "meter");
    IIOMetadataNode root = new IIOMetadataNode(PNG_FORMAT);
    root.appendChild(size);
    metadata.mergeTree(PNG_FORMAT, root);
    return metadata;
  }

  static String svg(Figure figure) {
    VectorGraphics2D g = new VectorGraphics2D();
    figure.paint(g);
    PageSize size = new PageSize(figure.pageWidth(), figure.pageHeight());
    String svg = new String(document(new SVGProcessor(), g, size), StandardCharsets.UTF_8);
    // A pixel is less than a point in print.
    return portable(SIZE.matcher(svg).replaceFirst("height=\"$1pt\"$2width=\"$3pt\""));
  }

  /** Texts are outlines: they look the same everywhere, with any letter. */
  static byte[] pdf(Figure figure) {
    VectorGraphics2D g = new OutlinedText();
    g.scale(MILLIMETRES_PER_POINT, MILLIMETRES_PER_POINT);
    figure.paint(g);
    double width = MILLIMETRES_PER_POINT * figure.pageWidth();
    double height = MILLIMETRES_PER_POINT * figure.pageHeight();
    return FontlessPdf.of(document(new PDFProcessor(true), g, new PageSize(width, height)));
  }

  private static byte[] document(Processor processor, VectorGraphics2D g, PageSize size) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      processor.getDocument(PhysicalFonts.in(g.getCommands()), size).writeTo(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Draws the outlines of texts. */
  private static final class OutlinedText extends VectorGraphics2D {
    @Override
    public Graphics create() {
      throw new UnsupportedOperationException("a copy would draw texts as texts");
    }

    @Override
    public void drawString(String text, float x, float y) {
      fill(getFont().createGlyphVector(getFontRenderContext(), text).getOutline(x, y));
    }
  }

  /** Fonts with substitutes, for readers that lack ours, and the same names on every run. */
  private static String portable(String svg) {
    String text = FONT.matcher(svg).replaceAll("$0,Verdana,Arial,sans-serif");
    Map<String, String> names = new LinkedHashMap<>();
    return CLIP.matcher(text)
        .replaceAll(found -> names.computeIfAbsent(found.group(), k -> "clip" + names.size()));
  }

  private static Path stem(Path base) {
    String name = base.getFileName().toString();
    return List.of(".png", ".svg", ".pdf").stream().anyMatch(name::endsWith)
        ? base.resolveSibling(name.substring(0, name.length() - 4))
        : base;
  }

  private static Path sibling(Path stem, String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
  }
}
