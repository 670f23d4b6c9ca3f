/** Values over a rectangular grid: contour lines, areas and lines along a field. */
package org.altgrad.plotting.field;
