/** What a training step costs: time, arithmetic, memory, and which operations it goes to. */
package org.altgrad.train.bench;
