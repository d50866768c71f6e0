/** Tests of the sink contract: that good sinks pass it and that every rule can be broken. */
@NullMarked
package dev.sluice.sink;

import org.jspecify.annotations.NullMarked;
