package org.altgrad.data.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.altgrad.data.DataException;
import org.altgrad.data.Progress;

/**
 * Downloads a file over HTTP: from several addresses, resuming what was cut, verified before it
 * gets its name. Until then it is called {@code <name>.part}, which nothing takes for data.
 */
public final class Downloader {

  /**
   * How patient to be.
   *
   * @param connect limit on making a connection
   * @param stall limit on the wait for the next bytes
   * @param rounds how often all addresses are tried without getting any further
   * @param backOff pause after the first round; doubled after each further one
   */
  public record DownloadSettings(Duration connect, Duration stall, int rounds, Duration backOff) {
    /** For the internet. */
    public static final DownloadSettings DEFAULT =
        new DownloadSettings(
            Duration.ofSeconds(20), Duration.ofSeconds(30), 3, Duration.ofSeconds(1));
  }

  /** Says whether a complete download is the right file. */
  @FunctionalInterface
  public interface Verification {
    /**
     * @throws DataException if it is not
     */
    void accept(Path file);
  }

  private final DownloadSettings settings;
  private HttpClient client;

  public Downloader(DownloadSettings settings) {
    this.settings = settings;
  }

  /** Made for the first download: it reads all certificates, and most runs have their data. */
  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .connectTimeout(settings.connect())
              .build();
    }
    return client;
  }

  /**
   * Downloads a file.
   *
   * @param addresses where it can be had, best first
   * @param target where it goes, in an existing folder that the caller has locked
   * @param maxBytes give up on an address that offers more
   * @param check decides whether the download is right
   * @throws DataException that lists what went wrong at each address
   */
  public void download(
      List<URI> addresses, Path target, long maxBytes, Verification check, Progress progress) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Transfer transfer = new Transfer(client(), settings.stall(), part, maxBytes, progress);
    List<URI> left = new ArrayList<>(addresses);
    Set<String> failures = new LinkedHashSet<>();
    long furthest = transfer.bytes();
    int round = 0;
    while (round < settings.rounds() && !left.isEmpty()) {
      for (URI address : List.copyOf(left)) {
        try {
          transfer.run(address);
          if (accepted(transfer, address, check, failures)) {
            publish(part, target);
            return;
          }
          left.remove(address);
        } catch (Transfer.Refused e) {
          failures.add(address + ": " + e.getMessage());
          left.remove(address);
        } catch (ConnectException e) {
          failures.add(address + ": no connection");
        } catch (IOException e) {
          failures.add(address + ": " + DataException.reason(e));
        }
      }
      // A connection that is cut again and again, but further on each time, will get there.
      boolean further = transfer.bytes() > furthest;
      furthest = Math.max(furthest, transfer.bytes());
      round = further ? 1 : round + 1;
      if (round < settings.rounds() && !left.isEmpty()) {
        pause(settings.backOff().multipliedBy(1L << (round - 1)));
      }
    }
    throw new DataException(
        "cannot download %s (%s)".formatted(target.getFileName(), String.join("; ", failures)));
  }

  /** Checks what has arrived; what is wrong after a resumption gets one chance as a whole. */
  private static boolean accepted(
      Transfer transfer, URI address, Verification check, Set<String> failures) throws IOException {
    for (boolean again = true; ; again = false) {
      boolean resumed = transfer.resumed();
      try {
        check.accept(transfer.part());
        return true;
      } catch (DataException e) {
        transfer.discard();
        failures.add(address + ": " + e.getMessage());
      }
      if (!resumed || !again) {
        return false;
      }
      transfer.run(address);
    }
  }

  private static void publish(Path part, Path target) {
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException(
          "cannot rename %s to %s (%s)"
              .formatted(part, target.getFileName(), DataException.reason(e)),
          e);
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("the download was interrupted", e);
    }
  }
}
