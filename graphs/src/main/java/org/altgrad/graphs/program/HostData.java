package org.altgrad.graphs.program;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What a program is given of a data set.
 *
 * @param splits the examples, in the graph, by name of their split
 * @param classes number of classes of the labels, 0 if there are none
 * @param constants what is known beside the examples, by name
 * @param attachments bytes that belong to it, such as a vocabulary, by name; read when asked for
 */
public record HostData(
    Map<String, ResidentSplit> splits,
    int classes,
    Map<String, HostConstant> constants,
    Map<String, Supplier<byte[]>> attachments) {}
