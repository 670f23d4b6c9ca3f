/** Attacks on classifiers, whatever trained them, and what says whether their numbers hold. */
package org.altgrad.graphs.attack;
