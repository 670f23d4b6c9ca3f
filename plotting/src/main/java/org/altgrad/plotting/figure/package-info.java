/**
 * Figures as PNG and SVG. The catalogue ({@code FigureKinds} and what it is made of) loads no AWT;
 * everything that paints does.
 */
package org.altgrad.plotting.figure;
