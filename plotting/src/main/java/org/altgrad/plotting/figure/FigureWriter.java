package org.altgrad.plotting.figure;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
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
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.summary.TextTable;

/** Writes figures as files. */
final class FigureWriter {
  private static final int PIXELS_PER_POINT = 2;
  private static final Pattern FONT = Pattern.compile("font-family:&quot;[^&]*&quot;");
  private static final Pattern CLIP = Pattern.compile("\\bclip-?[0-9]+\\b");

  private FigureWriter() {}

  static List<Path> write(Figure figure, Path base, boolean replace) {
    Path stem = stem(base);
    Path png = sibling(stem, ".png");
    Path svg = sibling(stem, ".svg");
    Path csv = sibling(stem, ".csv");
    Path gif = sibling(stem, ".gif");
    TextTable data = figure.data();
    List<Path> files = new ArrayList<>(List.of(png, svg));
    if (!data.rows().isEmpty()) {
      files.add(csv);
    }
    if (figure.animation().isPresent()) {
      files.add(gif);
    }
    files.forEach(file -> OutputFile.requireFree(file, replace));
    byte[] pixels = withFonts(() -> png(figure));
    String vectors = withFonts(() -> svg(figure));
    OutputFile.write(png, pixels, replace);
    OutputFile.write(svg, vectors, replace);
    if (files.contains(csv)) {
      OutputFile.write(csv, data.toCsv(), replace);
    }
    figure.animation().ifPresent(moving -> OutputFile.write(gif, withFonts(moving::gif), replace));
    return files;
  }

  static void writePng(Figure figure, Path file, boolean replace) {
    OutputFile.requireFree(file, replace);
    OutputFile.write(file, withFonts(() -> png(figure)), replace);
  }

  private static <T> T withFonts(Supplier<T> drawing) {
    try {
      return drawing.get();
    } catch (InternalError | UnsatisfiedLinkError e) {
      // What Java throws on a machine without any font.
      throw new PlotException(
          "cannot draw text: install a font, such as DejaVu (" + e.getMessage() + ")", e);
    }
  }

  static byte[] png(Figure figure) {
    BufferedImage image =
        new BufferedImage(
            PIXELS_PER_POINT * figure.width(),
            PIXELS_PER_POINT * figure.height(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    figure.paint(g);
    g.dispose();
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String svg(Figure figure) {
    VectorGraphics2D g = new VectorGraphics2D();
    figure.paint(g);
    PageSize size = new PageSize(figure.width(), figure.height());
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      new SVGProcessor().getDocument(g.getCommands(), size).writeTo(out);
      return portable(out.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
    return name.endsWith(".png") || name.endsWith(".svg")
        ? base.resolveSibling(name.substring(0, name.length() - 4))
        : base;
  }

  private static Path sibling(Path stem, String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
  }
}
