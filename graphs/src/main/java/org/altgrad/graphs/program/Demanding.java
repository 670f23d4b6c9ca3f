package org.altgrad.graphs.program;

/**
 * Settings of a method that do not go with every model or every way to train. What they refuse
 * needs no data, so that of many runs all are refused before the first one starts.
 */
public interface Demanding {
  /**
   * Refuses what they do not go with.
   *
   * @param model settings of the network
   * @throws IllegalArgumentException by a message that begins with the setting that is wrong and a
   *     colon
   */
  void demand(Record model, Context.Training training);
}
