package org.altgrad.data.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.base.Durable;
import org.altgrad.data.DataException;
import org.altgrad.data.Progress;

/**
 * The attempts to get one file into its {@code .part} file, each going on where the last stopped.
 */
final class Transfer {

  /** The address will not give the file however often it is asked. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:([0-9]{1,18})-[0-9]{1,18}|\\*)/([0-9]{1,18}|\\*)");
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient client;
  private final Duration stall;
  private final Path part;
  private final long maxBytes;
  private final Progress progress;

  /** What identifies the version of the file that an address was giving. */
  private final Map<URI, String> validators = new HashMap<>();

  private boolean resumed;

  Transfer(HttpClient client, Duration stall, Path part, long maxBytes, Progress progress) {
    this.client = client;
    this.stall = stall;
    this.part = part;
    this.maxBytes = maxBytes;
    this.progress = progress;
  }

  Path part() {
    return part;
  }

  /** Bytes that have arrived. */
  long bytes() {
    try {
      return Files.exists(part) ? Files.size(part) : 0;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Whether the last attempt added to the bytes of an earlier one. */
  boolean resumed() {
    return resumed;
  }

  void discard() {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Asks the address for what is missing and writes it until the body ends.
   *
   * @throws Refused if there is no point in asking again
   * @throws IOException if there is
   */
  void run(URI address) throws IOException {
    long have = bytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(stall)
            .header("User-Agent", "altgrad")
            .header("Accept-Encoding", "identity");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
      Optional.ofNullable(validators.get(address))
          .ifPresent(validator -> request.header("If-Range", validator));
    }
    try {
      HttpResponse<TimedBody> response = client.send(request.build(), info -> new TimedBody());
      try (TimedBody body = response.body()) {
        receive(address, response, body, have);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("the download of " + address + " was interrupted", e);
    }
  }

  private void receive(URI address, HttpResponse<TimedBody> response, TimedBody body, long have)
      throws IOException, InterruptedException {
    HttpHeaders headers = response.headers();
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    boolean ranged = range.matches();
    switch (response.statusCode()) {
      case OK -> {
        resumed = false;
        long length = headers.firstValueAsLong("Content-Length").orElse(-1);
        remember(address, headers);
        write(body, 0, length, headers);
      }
      case PARTIAL_CONTENT -> {
        if (!ranged || range.group(1) == null || Long.parseLong(range.group(1)) != have) {
          discard();
          throw new IOException("the server sent another part of the file than asked for");
        }
        resumed = true;
        long total = range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2));
        remember(address, headers);
        write(body, have, total, headers);
      }
      case RANGE_NOT_SATISFIABLE -> {
        // Either everything was there already, or what is there is not of this file.
        resumed = true;
        if (!ranged || !range.group(2).equals(Long.toString(have))) {
          discard();
          throw new IOException("the file is shorter than its part from an earlier download");
        }
      }
      default -> {
        int status = response.statusCode();
        boolean passing =
            status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
        String message = "the server answered with status " + status;
        throw passing ? new IOException(message) : new Refused(message);
      }
    }
  }

  private void write(TimedBody body, long from, long total, HttpHeaders headers)
      throws IOException, InterruptedException {
    if (headers.firstValue("Content-Type").orElse("").toLowerCase().startsWith("text/html")) {
      throw new Refused("the server sent an HTML page instead of the file");
    }
    if (total > maxBytes) {
      throw new Refused(
          "the server offers %d bytes, but the file has at most %d".formatted(total, maxBytes));
    }
    progress.at(name(), from, total);
    List<ByteBuffer> block = body.next(stall);
    if (from == 0 && looksLikeHtml(block)) {
      throw new Refused("the server sent an HTML page instead of the file");
    }
    try (FileChannel channel = open(from)) {
      long at = from;
      for (; !block.isEmpty(); block = body.next(stall)) {
        for (ByteBuffer buffer : block) {
          at += buffer.remaining();
          append(channel, buffer);
        }
        if (at > maxBytes) {
          discard();
          throw new Refused("the server sends more than the %d bytes expected".formatted(maxBytes));
        }
        progress.at(name(), at, total);
      }
      if (at < total) {
        throw new IOException("the connection broke after %d of %d bytes".formatted(at, total));
      }
    }
  }

  private FileChannel open(long from) {
    try {
      return FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
          .truncate(from)
          .position(from);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void append(FileChannel channel, ByteBuffer buffer) {
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** If-Range takes a strong entity tag, or else the date of the last change. */
  private void remember(URI address, HttpHeaders headers) {
    Optional<String> strong = headers.firstValue("ETag").filter(tag -> tag.startsWith("\""));
    strong
        .or(() -> headers.firstValue("Last-Modified"))
        .ifPresent(validator -> validators.put(address, validator));
  }

  private static boolean looksLikeHtml(List<ByteBuffer> block) {
    for (ByteBuffer buffer : block) {
      ByteBuffer view = buffer.duplicate();
      while (view.hasRemaining()) {
        byte b = view.get();
        if (!Character.isWhitespace(b)) {
          return b == '<';
        }
      }
    }
    return false;
  }

  private String name() {
    String name = part.getFileName().toString();
    return name.substring(0, name.length() - ".part".length());
  }

  private DataException unwritable(IOException e) {
    Path whole = part.resolveSibling(name());
    String why = DataException.reason(Durable.named(e, part, whole));
    return new DataException("cannot write %s (%s); is the disk full?".formatted(whole, why), e);
  }
}
