/** Trained networks that others stand on, from the formats in which they come. */
package org.altgrad.graphs.backbone;
