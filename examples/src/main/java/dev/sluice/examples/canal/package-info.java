/**
 * Runs the destinations of an existing canal configuration, and says what became of each setting.
 */
@NullMarked
package dev.sluice.examples.canal;

import org.jspecify.annotations.NullMarked;
