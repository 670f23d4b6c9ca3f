/** What is known about each data set: files, addresses, checksums, licence, citation. */
package org.altgrad.data.catalogue;
