/**
 * Data in memory: a data set, its splits and their dense columns, with the provenance of every
 * file.
 *
 * <p>Everything else in the module serves this form: {@code catalogue} says what is known about
 * each data set, {@code fetch} finds, downloads and verifies files, {@code format} reads them,
 * {@code source} turns settings into a data set.
 */
package org.altgrad.data;
