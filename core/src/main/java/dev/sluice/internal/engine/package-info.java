/**
 * The engine of a pipeline: two threads, one that reads the source and one that assembles changes,
 * drives the sink and saves positions.
 */
@NullMarked
package dev.sluice.internal.engine;

import org.jspecify.annotations.NullMarked;
