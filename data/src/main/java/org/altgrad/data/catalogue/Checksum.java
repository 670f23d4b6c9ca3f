package org.altgrad.data.catalogue;

/**
 * A published checksum.
 *
 * @param kind its algorithm; MD5 only where nothing better is published
 * @param hex lower-case hexadecimal digits
 */
public record Checksum(HashKind kind, String hex) {
  /** Algorithms of checksums. */
  public enum HashKind {
    SHA256,
    MD5
  }

  @Override
  public String toString() {
    return (kind == HashKind.MD5 ? "md5 " : "sha256 ") + hex;
  }
}
