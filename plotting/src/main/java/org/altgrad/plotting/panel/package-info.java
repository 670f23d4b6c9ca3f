/** Panels: axes with layers, matrices and pictures. */
package org.altgrad.plotting.panel;
