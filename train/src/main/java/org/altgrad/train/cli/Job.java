package org.altgrad.train.cli;

import org.altgrad.train.run.RunDirectory;

/**
 * One filed run of a sweep or a study.
 *
 * @param title what distinguishes it
 */
record Job(RunDirectory run, String title) {}
