/** Run directories as data: found, read, checked, and grouped by their configuration. */
package org.altgrad.plotting.runs;
