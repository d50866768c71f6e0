/** Tests of the source in memory, with real pipelines. */
@NullMarked
package dev.towpath.testkit;

import org.jspecify.annotations.NullMarked;
