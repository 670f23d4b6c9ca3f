package org.altgrad.train.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which program this is; read from what the build wrote, without loading TensorFlow. */
public final class Version {
  private static final Properties BUILD = read();

  private Version() {}

  private static Properties read() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** Version of this program. */
  public static String version() {
    return BUILD.getProperty("version");
  }

  /** Version of TensorFlow Java. */
  public static String tensorflow() {
    return BUILD.getProperty("tensorflow");
  }

  /** Commit of the sources, if the launcher found one. */
  public static String commit() {
    String commit = System.getenv("ALTGRAD_COMMIT");
    return commit == null || commit.isBlank() ? "unknown" : commit;
  }
}
