/**
 * A source in memory for tests of pipelines, {@link dev.towpath.testkit.MemorySource}. The
 * contracts of coordinators, position stores and schema stores as test classes to extend, with
 * their helpers. The package needs {@code towpath-core}.
 */
@NullMarked
package dev.towpath.testkit;

import org.jspecify.annotations.NullMarked;
