/** Panels under a legend, as PNG and SVG. */
package org.altgrad.plotting.figure;
