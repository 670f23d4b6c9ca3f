/** Kinds of figures that are drawn from recordings. */
package org.altgrad.plotting.recorded;
