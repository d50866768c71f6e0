/**
 * A kit for tests of sinks. {@link dev.towpath.sink.testkit.SinkContract} checks the rules S1 to
 * S13, {@link dev.towpath.sink.testkit.TestEvents} creates the changes, and recording and flaky
 * sinks replace real ones.
 */
@NullMarked
package dev.towpath.sink.testkit;

import org.jspecify.annotations.NullMarked;
