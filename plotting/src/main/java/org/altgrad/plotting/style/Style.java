package org.altgrad.plotting.style;

import java.awt.Color;
import java.awt.Font;
import java.util.List;

/** The house style: colours, fonts and how numbers read. */
public final class Style {
  /** Text. */
  public static final Color INK = new Color(0x26, 0x26, 0x26);

  /** Axes and tick marks. */
  public static final Color AXIS = new Color(0x80, 0x80, 0x80);

  /** Grid lines. */
  public static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  public static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 10);
  public static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  public static final Font LEGEND = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  public static final Font PANEL_TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 11);
  public static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);

  /**
   * The palette of Okabe and Ito (2008), which readers of all kinds of colour vision tell apart,
   * without its yellow, which is too light on white; then colours of other hues and lightness.
   */
  private static final Color[] PALETTE = {
    new Color(0x00, 0x72, 0xB2),
    new Color(0xD5, 0x5E, 0x00),
    new Color(0x00, 0x9E, 0x73),
    new Color(0xCC, 0x79, 0xA7),
    new Color(0xE6, 0x9F, 0x00),
    new Color(0x56, 0xB4, 0xE9),
    new Color(0x00, 0x00, 0x00),
    new Color(0x88, 0x22, 0x55),
    new Color(0x99, 0x99, 0x33),
    new Color(0x99, 0x99, 0x99),
    new Color(0x33, 0x22, 0x88),
    new Color(0x8B, 0x5A, 0x2B),
  };

  /** Of more groups that have an order a colour map shows it. */
  private static final int MOST_IN_ORDER = 7;

  /** Of a circle, by which a hue lies farthest from all before it. */
  private static final float GOLDEN = 0.618034f;

  /** Anchors of the colour map viridis, evenly spaced. */
  private static final int[] VIRIDIS = {
    0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151,
    0xBDDF26, 0xFDE725
  };

  /** Anchors of ColorBrewer's RdBu from blue through white to red, evenly spaced. */
  private static final int[] BLUE_RED = {
    0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D,
    0xB2182B, 0x67001F
  };

  /** Anchors of a circle of hues that readers of all kinds of colour vision tell apart. */
  private static final int[] CIRCLE = {
    0x0072B2, 0x56B4E9, 0x009E73, 0xE6C200, 0xD55E00, 0xA0338E, 0x0072B2
  };

  private Style() {}

  /**
   * The colour of one of several groups: the palette, and where it is too short hues far apart.
   *
   * @param index the group, from 0
   */
  public static Color color(int index) {
    if (index < PALETTE.length) {
      return PALETTE[index];
    }
    int beyond = index - PALETTE.length;
    float[] lightness = {0.85f, 0.6f, 0.4f};
    return Color.getHSBColor(beyond * GOLDEN, 0.75f, lightness[beyond % lightness.length]);
  }

  /**
   * The same for groups that are values: many numbers have an order, which a colour map shows.
   *
   * @param index the group, from 0
   * @param values what the groups are, in their order
   */
  public static Color color(int index, List<String> values) {
    int count = values.size();
    return count > MOST_IN_ORDER && values.stream().allMatch(Numbers::isFinite)
        ? viridis((double) index / count)
        : color(index);
  }

  /**
   * The colour map viridis, dark to light with even steps of lightness.
   *
   * @param position from 0 to 1; what lies outside is clipped
   */
  public static Color viridis(double position) {
    return between(VIRIDIS, position);
  }

  /**
   * A colour map for numbers with a sign: blue, white in the middle, red.
   *
   * @param position from 0 to 1; what lies outside is clipped
   */
  public static Color diverging(double position) {
    return between(BLUE_RED, position);
  }

  /**
   * A colour map for angles, which ends in the colour in which it begins.
   *
   * @param position from 0 to 1; what lies outside is clipped
   */
  public static Color cyclic(double position) {
    return between(CIRCLE, position);
  }

  private static Color between(int[] anchors, double position) {
    double place = Math.max(0, Math.min(1, position)) * (anchors.length - 1);
    int lower = Math.min((int) place, anchors.length - 2);
    double share = place - lower;
    int a = anchors[lower];
    int b = anchors[lower + 1];
    return new Color(mix(a >> 16, b >> 16, share), mix(a >> 8, b >> 8, share), mix(a, b, share));
  }

  private static int mix(int a, int b, double share) {
    return (int) Math.round((a & 255) * (1 - share) + (b & 255) * share);
  }

  /** Black or white, whichever reads better on a colour. */
  public static Color inkOn(Color background) {
    double light =
        0.299 * background.getRed() + 0.587 * background.getGreen() + 0.114 * background.getBlue();
    return light > 140 ? INK : Color.WHITE;
  }

  /** A colour dark enough to be read as text on white. */
  public static Color asText(Color color) {
    double light = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
    return light > 130 ? color.darker() : color;
  }

  /** A colour that lets others through. */
  public static Color translucent(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }
}
