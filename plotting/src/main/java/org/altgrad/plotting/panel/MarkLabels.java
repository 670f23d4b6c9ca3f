package org.altgrad.plotting.panel;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Plot;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/**
 * Names beside marks. Each name has places around its mark at several distances; names take in turn
 * the place with the least overlap, until none moves. A line leads to a name that lies far away.
 */
final class MarkLabels {
  private static final double[] DISTANCES = {6, 10, 16, 24, 34, 46, 60, 76};
  private static final int DIRECTIONS = 24;
  private static final int ROUNDS = 30;
  private static final double LEADER = 12;
  private static final double ASCENT = 8;
  private static final double HEIGHT = 11;
  private static final double MARK = 4.5;

  private record Mark(String text, Pen pen, double x, double y) {}

  /** A place for a name, and the line that leads to it from the mark. */
  private record Place(Rectangle2D box, Line2D leader, double distance) {}

  private MarkLabels() {}

  static void paint(Graphics2D g, Plot plot, List<Layer> layers) {
    List<Mark> marks = new ArrayList<>();
    for (Layer layer : layers) {
      for (double[] at : layer.named()) {
        double x = plot.px(at[0]);
        double y = plot.py(at[1]);
        if (!Double.isNaN(x) && !Double.isNaN(y)) {
          marks.add(new Mark(layer.name(), layer.pen(), x, y));
        }
      }
    }
    List<Place> places = place(marks, plot.area());
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      if (place.distance() > LEADER) {
        g.setColor(Style.AXIS);
        g.setStroke(new BasicStroke(0.6f));
        g.draw(place.leader());
      }
    }
    for (int i = 0; i < places.size(); i++) {
      Rectangle2D box = places.get(i).box();
      Mark mark = marks.get(i);
      // Lines of the panel end before a name.
      g.setColor(Style.translucent(Color.WHITE, 190));
      g.fill(box);
      double baseline = box.getY() + ASCENT + 0.5;
      Text.draw(
          g, mark.text(), Style.TICK, Style.asText(mark.pen().color()), box.getX(), baseline, 0);
    }
  }

  private static List<Place> place(List<Mark> marks, Rectangle2D area) {
    List<List<Place>> choices = marks.stream().map(mark -> choices(mark)).toList();
    List<Place> places = new ArrayList<>();
    choices.forEach(list -> places.add(list.get(0)));
    boolean moved = true;
    for (int round = 0; round < ROUNDS && moved; round++) {
      moved = false;
      for (int i = 0; i < marks.size(); i++) {
        Place best = places.get(i);
        double least = cost(best, i, places, marks, area);
        for (Place place : choices.get(i)) {
          double cost = cost(place, i, places, marks, area);
          if (cost < least - 1e-9) {
            least = cost;
            best = place;
          }
        }
        moved |= best != places.set(i, best);
      }
    }
    return places;
  }

  private static List<Place> choices(Mark mark) {
    double width = Text.width(mark.text(), Style.TICK);
    List<Place> choices = new ArrayList<>();
    for (double distance : DISTANCES) {
      for (int k = 0; k < DIRECTIONS; k++) {
        double angle = 2 * Math.PI * k / DIRECTIONS;
        double dx = Math.cos(angle);
        double dy = Math.sin(angle);
        // The nearest point of the box lies at the distance, the box beyond it.
        double px = mark.x() + distance * dx;
        double py = mark.y() + distance * dy;
        double x = px - width * (1 - dx) / 2;
        double y = py - HEIGHT * (1 - dy) / 2;
        Rectangle2D box = new Rectangle2D.Double(x, y, width, HEIGHT);
        double nearX = Math.max(x, Math.min(x + width, mark.x()));
        double nearY = Math.max(y, Math.min(y + HEIGHT, mark.y()));
        Line2D leader = new Line2D.Double(mark.x(), mark.y(), nearX, nearY);
        double away = Math.hypot(nearX - mark.x(), nearY - mark.y());
        choices.add(new Place(box, leader, away));
      }
    }
    return choices;
  }

  private static double cost(
      Place place, int own, List<Place> places, List<Mark> marks, Rectangle2D area) {
    Rectangle2D box = place.box();
    double cost = place.distance();
    // Beside the mark reads best, above and below well.
    cost += box.getCenterX() > marks.get(own).x() ? 0 : 1;
    if (!area.contains(box)) {
      cost += 2000;
    }
    for (int j = 0; j < marks.size(); j++) {
      Mark mark = marks.get(j);
      Rectangle2D dot =
          new Rectangle2D.Double(mark.x() - MARK, mark.y() - MARK, 2 * MARK, 2 * MARK);
      if (box.intersects(dot)) {
        cost += 300;
      }
      if (j == own) {
        continue;
      }
      double toMark =
          Math.hypot(
              outside(mark.x(), box.getMinX(), box.getMaxX()),
              outside(mark.y(), box.getMinY(), box.getMaxY()));
      if (toMark < Math.max(8, place.distance() + 3)) {
        cost += 60; // it could be taken for the other's name
      }
      Place other = places.get(j);
      Rectangle2D apart =
          new Rectangle2D.Double(
              other.box().getX() - 3,
              other.box().getY() - 0.5,
              other.box().getWidth() + 6,
              HEIGHT + 1);
      if (box.intersects(apart)) {
        Rectangle2D shared = box.createIntersection(apart);
        cost += 400 + shared.getWidth() * shared.getHeight();
      }
      if (place.leader().intersects(other.box()) || other.leader().intersects(box)) {
        cost += 150;
      }
      if (place.leader().intersectsLine(other.leader())) {
        cost += 120;
      }
      if (place.leader().intersects(dot)) {
        cost += 40;
      }
    }
    return cost;
  }

  private static double outside(double value, double low, double high) {
    return Math.max(0, Math.max(low - value, value - high));
  }
}
