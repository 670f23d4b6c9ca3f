package org.altgrad.graphs.attack;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A robust accuracy and the checks that say whether it can be believed.
 *
 * @param robust share of all inputs that are right and that no attack fools
 * @param inputs of how many it is
 * @param threat what the attacks may do
 * @param checks in the order of the points that they belong to
 */
public record Verdict(double robust, int inputs, ThreatModel threat, List<Check> checks) {
  public Verdict {
    checks = List.copyOf(checks);
  }

  /** What became of a check. */
  public enum Status {
    PASSED,
    FAILED,
    NOT_RUN
  }

  /**
   * One check.
   *
   * @param point of the eleven points that a robustness number has to carry
   * @param number what was measured; NaN if nothing was
   * @param text one line for people; of a failure the reason not to trust the number
   */
  public record Check(int point, String name, Status status, double number, String text) {
    static Check of(int point, String name, boolean holds, double number, String text) {
      return new Check(point, name, holds ? Status.PASSED : Status.FAILED, number, text);
    }

    static Check notRun(int point, String name, String why) {
      return new Check(point, name, Status.NOT_RUN, Double.NaN, why);
    }
  }

  /** Whether no check has failed. */
  public boolean trusted() {
    return count(Status.FAILED) == 0;
  }

  public long count(Status status) {
    return checks.stream().filter(check -> check.status() == status).count();
  }

  /** The check of a name. */
  public Optional<Check> check(String name) {
    return checks.stream().filter(check -> check.name().equals(name)).findFirst();
  }

  /**
   * For people: {@code robust accuracy .44 of 500 inputs at 8/255: NOT TRUSTED, Square beats PGD by
   * 3.1 points}.
   */
  public String line() {
    String at =
        threat.norm() == LpNorm.LINF ? threat.inLevels() : Digits.plain(threat.epsilon()) + " (l2)";
    String of = inputs == 1 ? " of 1 input" : " of " + inputs + " inputs";
    String start = "robust accuracy " + share(robust) + of + " at " + at + ": ";
    List<Check> failed = checks.stream().filter(check -> check.status() == Status.FAILED).toList();
    if (failed.isEmpty()) {
      return start
          + "trusted, "
          + count(Status.PASSED)
          + " checks passed, "
          + count(Status.NOT_RUN)
          + " not run";
    }
    String more = failed.size() == 1 ? "" : " (and " + (failed.size() - 1) + " more)";
    return start + "NOT TRUSTED, " + failed.get(0).text() + more;
  }

  /** A share with two digits: {@code .44}. */
  static String share(double value) {
    String digits = String.format(Locale.ROOT, "%.2f", value);
    return digits.startsWith("0.") ? digits.substring(1) : digits;
  }
}
