/**
 * What a network that learns from several environments can record of itself: how far their
 * gradients agree, which losses surround its parameters, and how consistent a minimum is across
 * environments.
 */
package org.altgrad.graphs.ilc.recording;
