package org.altgrad.train.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.base.Durable;

/**
 * The standard output, which remembers why it could not be written: what prints passes over that,
 * and a command would end as if all had been said.
 */
final class StandardOutput extends FilterOutputStream {
  private IOException failure;

  StandardOutput(OutputStream to) {
    super(to);
  }

  /** Puts one in the place of {@link System#out}, with the same encoding. */
  static StandardOutput install() {
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    Charset charset =
        Stream.of("stdout.encoding", "sun.stdout.encoding")
            .flatMap(key -> Stream.ofNullable(System.getProperty(key)))
            .filter(Charset::isSupported)
            .findFirst()
            .map(Charset::forName)
            .orElseGet(Charset::defaultCharset);
    System.setOut(new PrintStream(new BufferedOutputStream(output), true, charset));
    return output;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      if (failure == null) {
        failure = e;
      }
      throw e;
    }
  }

  /**
   * Why not all could be written; empty if it was, and if the reader of a pipe had enough, as
   * {@code head} has.
   */
  synchronized Optional<String> failure() {
    return Optional.ofNullable(failure)
        .map(Durable::reason)
        .filter(reason -> !reason.contains("Broken pipe"));
  }
}
