/** The contracts of the SPIs of this module as test classes to extend, with their helpers. */
@NullMarked
package dev.towpath.testkit;

import org.jspecify.annotations.NullMarked;
