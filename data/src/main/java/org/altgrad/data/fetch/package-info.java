/** Where the files of a data set are, how they get there, and whether they are what they claim. */
package org.altgrad.data.fetch;
