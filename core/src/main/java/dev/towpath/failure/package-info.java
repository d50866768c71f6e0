/**
 * Failures of a pipeline: the exceptions it ends with, the policy for transient ones, and dead
 * letters.
 */
@NullMarked
package dev.towpath.failure;

import org.jspecify.annotations.NullMarked;
