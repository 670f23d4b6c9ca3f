package org.altgrad.plotting.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.erichseifert.vectorgraphics2d.util.GraphicsUtils;
import java.awt.Font;
import java.util.List;
import org.altgrad.plotting.style.Style;
import org.junit.jupiter.api.Test;

/** The fonts are those that the library's own search in all fonts of the machine finds. */
class PhysicalFontsTest {
  @Test
  void theLibraryFindsTheSame() {
    Font mono = new Font(Font.MONOSPACED, Font.BOLD, 9);
    for (Font font :
        List.of(Style.TITLE, Style.TICK, Style.LABEL, Style.TICK.deriveFont(7.5f), mono)) {
      Font found = GraphicsUtils.getPhysicalFont(font);
      assertEquals(found, PhysicalFonts.of(font), font.toString());
      assertEquals(found.getPSName(), PhysicalFonts.of(font).getPSName());
    }
  }
}
