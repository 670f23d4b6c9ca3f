package org.altgrad.data.format;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An array of unsigned bytes from an IDX file.
 *
 * @param shape its sizes, the number of examples first
 * @param data its elements, row-major, in a direct buffer
 */
public record IdxArray(List<Integer> shape, ByteBuffer data) {}
