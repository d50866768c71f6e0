/**
 * MySQL's text of numbers, dates and times, shared by the modules of this library. Internal: may
 * change in any release.
 */
@NullMarked
package dev.towpath.internal.text;

import org.jspecify.annotations.NullMarked;
