package org.altgrad.plotting.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.base.Seal;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.PlotException;

/**
 * What a run's checkpoints say of the metrics that had been written when they were made: rows of
 * another run are found out by it, whatever the run's end says, and edited ones of a run that has
 * not ended.
 *
 * @param known the newest checkpoint's first
 * @param ended whether the run has: one that goes on from an older checkpoint has fewer rows for a
 *     while than a newer one knew, but those of the older one
 */
record FiledRows(List<Beginning> known, boolean ended) {
  private static final String STEP = "step-";

  /**
   * @param bytes from the file's beginning
   * @param sha256 of them
   */
  record Beginning(int bytes, String sha256) {
    private boolean isOf(byte[] all) {
      return all.length >= bytes && Seal.of(Arrays.copyOf(all, bytes)).equals(sha256);
    }
  }

  /** Those of a run's directory; empty if no checkpoint tells. */
  static Optional<FiledRows> of(Path run, boolean ended) {
    try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
      List<Beginning> known =
          all.filter(path -> path.getFileName().toString().matches(STEP + "\\d{1,18}"))
              .sorted(Comparator.comparingLong(FiledRows::step).reversed())
              .limit(ended ? 1 : Long.MAX_VALUE)
              .flatMap(checkpoint -> beginning(checkpoint).stream())
              .toList();
      return known.isEmpty() ? Optional.empty() : Optional.of(new FiledRows(known, ended));
    } catch (IOException e) {
      return Optional.empty(); // there are none
    }
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(STEP.length()));
  }

  private static Optional<Beginning> beginning(Path checkpoint) {
    try {
      Map<String, Object> state =
          YamlFile.read(checkpoint.resolve("state.yaml"), PlotException::new);
      return state.get("metrics_bytes") instanceof Integer bytes
              && bytes >= 0
              && state.get("metrics_sha256") instanceof String sha256
              && !sha256.isEmpty()
          ? Optional.of(new Beginning(bytes, sha256))
          : Optional.empty();
    } catch (PlotException e) {
      return Optional.empty(); // it is damaged: who goes on from it says so
    }
  }

  /** Whether a file with this text begins with them, whichever ends its lines have. */
  boolean begin(String text) {
    byte[] all = text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
    return known.stream()
        .filter(beginning -> ended || beginning.bytes() <= all.length)
        .findFirst()
        .map(beginning -> beginning.isOf(all))
        .orElse(false);
  }
}
