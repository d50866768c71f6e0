/** Tests of the test kit: correct sinks pass its contract, and every rule can be broken. */
@NullMarked
package dev.towpath.sink.testkit;

import org.jspecify.annotations.NullMarked;
