/**
 * The contracts of the SPIs of this module as test classes to extend, and what they are made of.
 */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
