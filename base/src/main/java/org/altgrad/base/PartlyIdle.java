package org.altgrad.base;

import java.util.Map;

/**
 * A settings record some of whose components have no effect beside the values of several others;
 * where one other component decides, {@link OnlyIf} says it. An override that sets such a component
 * is refused, for whoever typed it expects an effect; files may hold it.
 */
public interface PartlyIdle {
  /**
   * What has no effect now.
   *
   * @return key as users write it, with dots for parts of parts, to why it has none, such as {@code
   *     there are no hidden layers}
   */
  Map<String, String> idle();
}
