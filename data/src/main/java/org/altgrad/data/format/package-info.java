/** Readers of files: hashing and gunzipping streams, IDX, CIFAR-10 records, JPEG, archives. */
package org.altgrad.data.format;
