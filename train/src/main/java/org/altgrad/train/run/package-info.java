/** Run directories: what a run leaves on disk, and how it gets there without ever being torn. */
package org.altgrad.train.run;
