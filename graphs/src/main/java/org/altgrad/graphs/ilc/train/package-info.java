/**
 * The program {@code ilc}: a network that learns from several environments, by any learning rule on
 * any data set with labels or targets.
 */
package org.altgrad.graphs.ilc.train;
