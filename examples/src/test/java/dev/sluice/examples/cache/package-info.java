/** Keeps a cache in the application true by pulling the changes of the rows that are in it. */
@NullMarked
package dev.sluice.examples.cache;

import org.jspecify.annotations.NullMarked;
