/**
 * What is drawn within the axes of a panel. Each layer says what the axes must show, paints itself
 * and names the numbers that it paints.
 */
package org.altgrad.plotting.layer;
