/**
 * Where changes go: the contract of a {@link dev.sluice.sink.Sink} and what the pipeline hands it.
 */
@NullMarked
package dev.sluice.sink;

import org.jspecify.annotations.NullMarked;
