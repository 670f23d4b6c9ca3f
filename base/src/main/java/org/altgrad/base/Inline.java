package org.altgrad.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of a settings record that is a record itself, or one of several: its keys stand in
 * YAML at the level of the component's siblings, not in a section of their own. So settings can be
 * grouped in Java without a change to what users write.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Inline {}
