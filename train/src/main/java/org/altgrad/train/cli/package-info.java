/** The command line. Commands load TensorFlow only when they run something. */
package org.altgrad.train.cli;
