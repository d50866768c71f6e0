/**
 * The contracts of coordinators, position stores and schema stores as test classes to extend, with
 * their helpers. It needs {@code towpath-core}, which brings these interfaces.
 */
@NullMarked
package dev.towpath.testkit;

import org.jspecify.annotations.NullMarked;
