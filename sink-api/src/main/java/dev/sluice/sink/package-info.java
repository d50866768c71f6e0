/** The contract between a pipeline and its {@link dev.sluice.sink.Sink}. */
@NullMarked
package dev.sluice.sink;

import org.jspecify.annotations.NullMarked;
