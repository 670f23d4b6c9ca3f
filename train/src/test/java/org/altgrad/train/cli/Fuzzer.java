package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/** Damages good inputs at random, the same ones every time, and judges what became of them. */
final class Fuzzer {
  private static final long LIMIT_SECONDS = 60;

  private static final String[] NUMBERS = {
    "0", "-1", "1e400", "NaN", "-0.0", "99999999999999999999", "2147483647", "-2147483648", "1e-320"
  };
  private static final String[] PIECES = {
    "=",
    "+",
    "++",
    "~",
    "@",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "'",
    "\"",
    "\\",
    " ",
    "\n",
    "\t",
    "${",
    "${a}",
    "${oc.env:",
    "range(",
    "null",
    "true",
    ".",
    "..",
    "/",
    "_self_",
    "- ",
    "  ",
    ": ",
    "#",
    "&x ",
    "*x",
    "<<: ",
    "defaults:",
    "override ",
    "???",
    "!!str ",
    "!!binary ",
    "|",
    "é",
    "\r",
    "\u0000",
    "\ufeff",
    "%",
    ";",
    "../",
    "\ud83d\ude00",
    "x".repeat(3000),
    "[".repeat(500)
  };
  private static final int[] WORDS = {0, 1, -1, 255, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24};

  private final Random random;
  private final Predicate<Exception> refuses;
  private final List<String> defects = new ArrayList<>();

  /**
   * @param refuses exceptions that say what is wrong with the input, besides those that the program
   *     reports as such
   */
  Fuzzer(long seed, Predicate<Exception> refuses) {
    this.random = new Random(seed);
    this.refuses = refuses;
  }

  Fuzzer(long seed) {
    this(seed, e -> false);
  }

  /** One input, which is made and tried. */
  interface Trial {
    void run(Fuzzer fuzz) throws Exception;
  }

  /** Tries so many inputs, each for a limited time, and fails if there is a defect. */
  void run(int count, Trial trial) throws InterruptedException {
    for (int i = 0; i < count && defects.size() < 12; i++) {
      String input = "input " + i + ": ";
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                trial.run(this);
                return null;
              });
      Thread thread = new Thread(null, task, "fuzz", 32L << 20);
      thread.setDaemon(true);
      thread.start();
      try {
        task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        defects.add(input + "hangs at " + Arrays.toString(thread.getStackTrace()));
        break; // it may still draw from the same numbers
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof Exception cause) || isDefect(cause)) {
          StringWriter trace = new StringWriter();
          e.getCause().printStackTrace(new PrintWriter(trace));
          defects.add(input + trace.toString().lines().limit(12).toList());
        }
      }
    }
    assertEquals(List.of(), defects);
  }

  private boolean isDefect(Exception e) {
    String message = String.valueOf(e.getMessage());
    boolean said = refuses.test(e) && !message.equals("null");
    return !said && Main.report(e, new PrintWriter(new StringWriter())) == Main.DEFECT;
  }

  /** Runs the program: whatever it is given, it ends with one of its codes and says why. */
  static void run(String... args) {
    Cli.Result result = Cli.run(args);
    String said = String.join(" ", args) + "\n" + result.err();
    assertTrue(result.code() >= 0 && result.code() <= 2, said);
    assertTrue(result.code() == 0 || !result.err().isBlank(), said);
    assertTrue(!result.err().contains("\tat ") && !result.err().contains("internal error"), said);
    assertTrue(result.code() == 0 || result.err().startsWith("altgrad: "), said);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T any(List<T> of) {
    return of.get(below(of.size()));
  }

  private String any(String[] of) {
    return of[below(of.length)];
  }

  /** A text with one to three damages. */
  String text(String good) {
    String text = good;
    for (int i = below(3); i >= 0; i--) {
      text = below(3) == 0 ? inLines(text) : inPlace(text);
    }
    return text;
  }

  private String inPlace(String text) {
    int at = below(text.length() + 1);
    int to = Math.min(text.length(), at + 1 + below(6));
    String before = text.substring(0, at);
    String after = text.substring(at);
    return switch (below(6)) {
      case 0 -> before;
      case 1 -> before + any(PIECES) + after;
      case 2 -> before + text.substring(to);
      case 3 -> before + (char) (32 + below(95)) + (after.isEmpty() ? "" : after.substring(1));
      case 4 -> number(text, at);
      default -> before + text.substring(at, to) + after;
    };
  }

  /** The next number becomes an odd one. */
  private String number(String text, int from) {
    String rest = text.substring(from);
    String odd = any(NUMBERS);
    return text.substring(0, from) + rest.replaceFirst("-?\\d+(\\.\\d+)?(e-?\\d+)?", odd);
  }

  private String inLines(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return any(PIECES);
    }
    int at = below(lines.size());
    String line = lines.get(at);
    switch (below(5)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(below(lines.size()), line);
      case 2 -> lines.set(at, "  " + line);
      case 3 -> lines.set(at, line.strip());
      default -> lines.set(at, any(lines) + line);
    }
    return String.join("\n", lines) + "\n";
  }

  /** Bytes with one to three damages. */
  byte[] bytes(byte[] good) {
    byte[] bytes = good;
    for (int i = below(3); i >= 0; i--) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] good) {
    byte[] bytes = good.clone();
    if (bytes.length < 8) {
      return new byte[below(20)];
    }
    // Headers stand at the beginning.
    int at = below(below(2) == 0 ? Math.min(64, bytes.length - 4) : bytes.length - 4);
    switch (below(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << below(8));
      case 1 -> bytes[at] = (byte) below(256);
      case 2 -> {
        int word = WORDS[below(WORDS.length)];
        boolean big = below(2) == 0;
        for (int i = 0; i < 4; i++) {
          bytes[at + i] = (byte) (word >> 8 * (big ? 3 - i : i));
        }
      }
      case 3 -> bytes = Arrays.copyOf(bytes, at);
      case 4 -> bytes = joined(bytes, at, new byte[1 + below(9)]);
      default -> {
        int to = at + below(bytes.length - at);
        bytes = joined(bytes, at, Arrays.copyOfRange(bytes, at, to));
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int at, byte[] more) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, all, at, more.length);
    System.arraycopy(bytes, at, all, at + more.length, bytes.length - at);
    return all;
  }

  /** Writes a damaged copy of a good file, or of what is made of it. */
  Path file(Path to, byte[] good, Function<byte[], byte[]> after) throws IOException {
    return Files.write(to, after.apply(bytes(good)));
  }
}
