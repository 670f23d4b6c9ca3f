/** Saved models: functions of trained networks for use without this program. */
package org.altgrad.train.export;
