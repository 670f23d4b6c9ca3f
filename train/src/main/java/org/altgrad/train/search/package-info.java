/**
 * Which points a sweep tries and which of its trials go on: spaces, methods of search, rules of
 * early stopping and the files that define them. Pure functions of a sweep's seed, a trial's number
 * and what the sweep's journal held, the same on every machine; nothing here starts a run.
 */
package org.altgrad.train.search;
