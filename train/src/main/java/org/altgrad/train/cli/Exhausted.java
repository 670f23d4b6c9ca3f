package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors of TensorFlow's that say that the machine has not enough: no defect of the program. */
final class Exhausted {
  private static final Pattern MEMORY =
      Pattern.compile("OOM when allocating|ran out of memory|bad_alloc|failed to allocate memory");

  /** A constant for which there was no memory is told as one that cannot be read. */
  private static final Pattern CONSTANT =
      Pattern.compile("Cannot parse tensor from (tensor_)?proto");

  private static final Pattern BEYOND = Pattern.compile("Value is out of int32 range: (-?\\d+)");

  private static final Pattern SIZE = Pattern.compile("size: (\\d+)");

  private Exhausted() {}

  /** What the machine could not give, in one line; empty if an error is of another kind. */
  static Optional<String> reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    String first = message.lines().findFirst().orElse("").strip();
    if (message.contains("No space left on device")) {
      return Optional.of("no space left: " + first + "; make room, then try again");
    }
    if (CONSTANT.matcher(message).find()) {
      List<String> shape = new ArrayList<>();
      Matcher size = SIZE.matcher(message);
      while (size.find()) {
        shape.add(size.group(1));
      }
      String of = shape.isEmpty() ? "" : " of " + String.join(" x ", shape);
      return Optional.of(memory("there is none for a tensor" + of));
    }
    Matcher beyond = BEYOND.matcher(message);
    if (beyond.find()) {
      return Optional.of(
          "too large: TensorFlow counts the numbers of a tensor to "
              + Integer.MAX_VALUE
              + " but one would have "
              + beyond.group(1)
              + "; use a smaller batch or network");
    }
    return MEMORY.matcher(message).find() ? Optional.of(memory(first)) : Optional.empty();
  }

  private static String memory(String what) {
    return "out of memory: " + what + "; use a smaller batch or network";
  }
}
