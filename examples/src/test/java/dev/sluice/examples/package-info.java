/** Tests that the README says what the examples do. */
@NullMarked
package dev.sluice.examples;

import org.jspecify.annotations.NullMarked;
