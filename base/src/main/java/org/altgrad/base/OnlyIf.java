package org.altgrad.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of a settings record that is read only where another setting of its section has
 * one of some values. An override that sets it elsewhere is refused, for whoever typed it expects
 * an effect; files may hold it for those who choose the other value.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface OnlyIf {
  /** Key of the other setting, as users write it. */
  String key();

  /** Its values with which the component matters; {@code null} is one. */
  String[] is() default {};

  /** Or those with which it does not matter. */
  String[] not() default {};
}
