/** Kinds of figures that are drawn from metrics. */
package org.altgrad.plotting.metric;
