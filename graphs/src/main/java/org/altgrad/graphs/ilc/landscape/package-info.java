/**
 * Two-dimensional landscapes of two environments that share one well: where descent from every
 * point of the plane ends, under each combiner.
 */
package org.altgrad.graphs.ilc.landscape;
