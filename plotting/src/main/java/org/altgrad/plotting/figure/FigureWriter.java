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
import java.util.List;
import javax.imageio.ImageIO;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.summary.TextTable;

/** Writes figures as files. */
final class FigureWriter {
  private static final int PIXELS_PER_POINT = 2;

  private FigureWriter() {}

  static List<Path> write(Figure figure, Path base, boolean replace) {
    Path stem = stem(base);
    Path png = sibling(stem, ".png");
    Path svg = sibling(stem, ".svg");
    Path csv = sibling(stem, ".csv");
    TextTable data = figure.data();
    List<Path> files = new ArrayList<>(List.of(png, svg));
    if (!data.rows().isEmpty()) {
      files.add(csv);
    }
    files.forEach(file -> OutputFile.requireFree(file, replace));
    OutputFile.write(png, png(figure), replace);
    OutputFile.write(svg, svg(figure), replace);
    if (files.contains(csv)) {
      OutputFile.write(csv, data.toCsv(), replace);
    }
    return files;
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
      // Java's logical font is unknown to browsers and editors.
      return out.toString(StandardCharsets.UTF_8)
          .replace("\"SansSerif\"", "'DejaVu Sans',Verdana,Arial,sans-serif");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
