/** Tests of the cache that is kept current by pulled changes. */
@NullMarked
package dev.towpath.examples.cache;

import org.jspecify.annotations.NullMarked;
