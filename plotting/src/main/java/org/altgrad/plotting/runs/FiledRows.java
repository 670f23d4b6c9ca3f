package org.altgrad.plotting.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.base.Seal;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.PlotException;

/**
 * What a run's newest checkpoint says of the metrics that had been written when it was made: rows
 * of another run are found out by it, whatever the run's end says, and edited ones of a run that
 * has not ended.
 *
 * @param bytes from the file's beginning
 * @param sha256 of them
 * @param ended whether the run has: one that goes on from an older checkpoint has fewer for a while
 */
record FiledRows(int bytes, String sha256, boolean ended) {
  private static final String STEP = "step-";

  /** Those of a run's directory; empty if no checkpoint tells. */
  static Optional<FiledRows> of(Path run, boolean ended) {
    try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
      return all.filter(path -> path.getFileName().toString().matches(STEP + "\\d{1,18}"))
          .max(Comparator.comparingLong(FiledRows::step))
          .map(newest -> YamlFile.read(newest.resolve("state.yaml"), PlotException::new))
          .flatMap(state -> of(state, ended));
    } catch (IOException | PlotException e) {
      return Optional.empty(); // none, or one that is damaged: who goes on from it says so
    }
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(STEP.length()));
  }

  private static Optional<FiledRows> of(Map<String, Object> state, boolean ended) {
    return state.get("metrics_bytes") instanceof Integer bytes
            && bytes >= 0
            && state.get("metrics_sha256") instanceof String sha256
            && !sha256.isEmpty()
        ? Optional.of(new FiledRows(bytes, sha256, ended))
        : Optional.empty();
  }

  /** Whether a file with this text begins with them, whichever ends its lines have. */
  boolean begin(String text) {
    byte[] all = text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
    return all.length < bytes ? !ended : Seal.of(Arrays.copyOf(all, bytes)).equals(sha256);
  }
}
