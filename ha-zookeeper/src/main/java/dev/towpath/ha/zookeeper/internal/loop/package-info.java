/**
 * The thread that all pipelines of a client share, its clocks and its log. Internal: may change in
 * any release.
 */
@NullMarked
package dev.towpath.ha.zookeeper.internal.loop;

import org.jspecify.annotations.NullMarked;
