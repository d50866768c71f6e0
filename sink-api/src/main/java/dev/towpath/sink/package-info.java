/** The contract between a pipeline and its {@link dev.towpath.sink.Sink}. */
@NullMarked
package dev.towpath.sink;

import org.jspecify.annotations.NullMarked;
