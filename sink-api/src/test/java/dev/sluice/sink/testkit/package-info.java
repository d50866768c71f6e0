/**
 * What it takes to test a sink: {@link dev.sluice.sink.testkit.SinkContract} checks the rules S1 to
 * S12, {@link dev.sluice.sink.testkit.TestEvents} makes the changes, and recording and flaky sinks
 * stand in for real ones.
 */
@NullMarked
package dev.sluice.sink.testkit;

import org.jspecify.annotations.NullMarked;
