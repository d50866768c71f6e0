/** Tests of the sink contract: correct sinks pass it, and every rule can be broken. */
@NullMarked
package dev.towpath.sink;

import org.jspecify.annotations.NullMarked;
