/**
 * The rules for names of topics and tags, and patterns of names. Internal: may change in any
 * release.
 */
@NullMarked
package dev.towpath.sink.rocketmq.internal.name;

import org.jspecify.annotations.NullMarked;
