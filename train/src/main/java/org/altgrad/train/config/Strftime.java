package org.altgrad.train.config;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates in the format codes of C and Python: {@code %Y-%m-%d_%H-%M-%S}. */
final class Strftime {
  private Strftime() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        text.append(c);
        continue;
      }
      if (++i == format.length()) {
        throw new IllegalArgumentException("a % at the end of the format");
      }
      text.append(field(format.charAt(i), time));
    }
    return text.toString();
  }

  private static String field(char code, ZonedDateTime t) {
    return switch (code) {
      case 'Y' -> padded(t.getYear(), 4);
      case 'y' -> padded(t.getYear() % 100, 2);
      case 'm' -> padded(t.getMonthValue(), 2);
      case 'd' -> padded(t.getDayOfMonth(), 2);
      case 'H' -> padded(t.getHour(), 2);
      case 'I' -> padded((t.getHour() + 11) % 12 + 1, 2);
      case 'M' -> padded(t.getMinute(), 2);
      case 'S' -> padded(t.getSecond(), 2);
      case 'f' -> padded(t.getNano() / 1000, 6);
      case 'j' -> padded(t.getDayOfYear(), 3);
      case 'u' -> Integer.toString(t.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(t.getDayOfWeek().getValue() % 7);
      case 'p' -> t.getHour() < 12 ? "AM" : "PM";
      case 's' -> Long.toString(t.toEpochSecond());
      case 'a' -> named("EEE", t);
      case 'A' -> named("EEEE", t);
      case 'b' -> named("MMM", t);
      case 'B' -> named("MMMM", t);
      case 'z' -> named("xx", t);
      case 'Z' -> named("zzz", t);
      case 'F' -> format("%Y-%m-%d", t);
      case 'T' -> format("%H:%M:%S", t);
      case '%' -> "%";
      default -> throw new IllegalArgumentException("no date code %" + code);
    };
  }

  private static String padded(int number, int width) {
    String digits = Integer.toString(number);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String named(String pattern, ZonedDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }
}
