package org.altgrad.plotting.figure;

import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.intermediate.MutableCommandSequence;
import de.erichseifert.vectorgraphics2d.intermediate.commands.Command;
import de.erichseifert.vectorgraphics2d.intermediate.commands.SetFontCommand;
import de.erichseifert.vectorgraphics2d.util.GraphicsUtils;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The machine's fonts behind Java's logical ones ({@code SansSerif}), which vector files name.
 *
 * <p>The library that writes these files finds one by laying out a text in every font of the
 * machine, anew for each change of font in a figure. A font's sizes have one family: it is looked
 * for once.
 */
final class PhysicalFonts {
  /**
   * The size, and the style, in which the library itself asks for the font that a page begins with.
   */
  private static final int SIZE = 12;

  private static final String SAMPLE = "Hamburgefonstiv 0123456789";
  private static final FontRenderContext EXACT = new FontRenderContext(null, false, true);
  private static final Map<String, Font> FOUND = new ConcurrentHashMap<>();

  private PhysicalFonts() {}

  /** The same drawing with physical fonts instead of logical ones. */
  static CommandSequence in(CommandSequence drawing) {
    MutableCommandSequence same = new MutableCommandSequence();
    for (Command<?> command : drawing) {
      same.add(
          command instanceof SetFontCommand font
              ? new SetFontCommand(of(font.getValue()))
              : command);
    }
    return same;
  }

  /** The font that the library would find; the logical one where there is none like it. */
  static Font of(Font logical) {
    Font plain =
        FOUND.computeIfAbsent(
            logical.getName(),
            name -> GraphicsUtils.getPhysicalFont(new Font(name, Font.PLAIN, SIZE)));
    Font font = plain.deriveFont(logical.getStyle(), logical.getSize2D());
    return alike(font, logical) ? font : GraphicsUtils.getPhysicalFont(logical);
  }

  /** Whether a style has not another family than the plain one. */
  private static boolean alike(Font font, Font logical) {
    TextLayout one = new TextLayout(SAMPLE, font, EXACT);
    TextLayout other = new TextLayout(SAMPLE, logical, EXACT);
    return one.getBounds().equals(other.getBounds())
        && one.getAscent() == other.getAscent()
        && one.getAdvance() == other.getAdvance();
  }
}
