/** Tests of the quick start's own logic: its books must find what they are there to find. */
@NullMarked
package dev.sluice.examples.quickstart;

import org.jspecify.annotations.NullMarked;
