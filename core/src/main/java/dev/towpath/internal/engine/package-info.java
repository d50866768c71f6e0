/**
 * The engine of a pipeline. It has two threads: one reads the source, the other assembles changes,
 * drives the sink and saves positions.
 */
@NullMarked
package dev.towpath.internal.engine;

import org.jspecify.annotations.NullMarked;
