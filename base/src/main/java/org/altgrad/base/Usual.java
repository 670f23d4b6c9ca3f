package org.altgrad.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of a settings record whose section is not there unless somebody gives it, and so
 * has no file with the values that are usual: what the component is where its key is left out.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Usual {
  /** A single value as users write it, or an empty section, <code>{}</code>. */
  String value();
}
