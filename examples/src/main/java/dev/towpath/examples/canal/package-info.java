/**
 * A program that runs the destinations of a canal configuration and reports the treatment of each
 * setting.
 */
@NullMarked
package dev.towpath.examples.canal;

import org.jspecify.annotations.NullMarked;
