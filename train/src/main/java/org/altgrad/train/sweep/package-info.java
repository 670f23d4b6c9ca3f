/**
 * A sweep as a directory on which any number of processes on any number of machines works: its
 * journal, the lock that they share, who is at work, and what follows for each run.
 */
package org.altgrad.train.sweep;
