/** Waiting in tests, with one limit for all of them. */
@NullMarked
package dev.towpath.waiting;

import org.jspecify.annotations.NullMarked;
