package org.altgrad.graphs.ilc;

/**
 * A rule that means something of a single environment, too. Of its gradient others make that
 * gradient again, a multiple of it, or nothing, and are refused where an update has one alone.
 */
public interface ServesOne {}
