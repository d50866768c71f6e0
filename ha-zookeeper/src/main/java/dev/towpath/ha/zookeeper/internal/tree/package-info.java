/**
 * The tree of nodes: paths, settings, contents, and requests over one connection. Internal: may
 * change in any release.
 */
@NullMarked
package dev.towpath.ha.zookeeper.internal.tree;

import org.jspecify.annotations.NullMarked;
