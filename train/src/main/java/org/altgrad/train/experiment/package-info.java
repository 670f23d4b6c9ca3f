/** What an experiment is: a composed configuration, bound to records, that gives a program. */
package org.altgrad.train.experiment;
