/** The training loop: the one loop that trains every program. */
package org.altgrad.train.loop;
