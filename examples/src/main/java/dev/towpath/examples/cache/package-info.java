/** An example that keeps an application's cache current by pulling the changes of its rows. */
@NullMarked
package dev.towpath.examples.cache;

import org.jspecify.annotations.NullMarked;
