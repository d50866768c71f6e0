@NullMarked
package dev.towpath.ha.zookeeper.internal.tree;

import org.jspecify.annotations.NullMarked;
