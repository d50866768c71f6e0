/** Tests of the sink contract: correct sinks pass it, and every rule can be broken. */
@NullMarked
package dev.sluice.sink;

import org.jspecify.annotations.NullMarked;
