package org.altgrad.plotting.kind;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a component of a record as an option of a kind of figure: its name in the style of
 * {@code log-y}, its text and its default stand here and nowhere else.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
  /** One line for users. */
  String value();

  /** The default as users would write it; empty where it depends on the runs. */
  String fallback() default "";

  /** Least whole number. */
  int min() default 0;

  /** Largest whole number. */
  int max() default Integer.MAX_VALUE;

  /** Whether it says where the data stands, which a figure with a look of its own has said. */
  boolean data() default false;
}
