package org.altgrad.graphs.backbone;

/**
 * An output of a node, as graphs write it: {@code node:1}, or {@code node} for its first.
 *
 * @param node name of the node
 * @param index which of its outputs
 */
record TensorName(String node, int index) {
  static TensorName of(String text) {
    int colon = text.lastIndexOf(':');
    return colon > 0 && text.substring(colon + 1).matches("\\d{1,9}")
        ? new TensorName(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)))
        : new TensorName(text, 0);
  }

  @Override
  public String toString() {
    return index == 0 ? node : node + ":" + index;
  }
}
