@NullMarked
package dev.towpath.ha.zookeeper.internal.position;

import org.jspecify.annotations.NullMarked;
