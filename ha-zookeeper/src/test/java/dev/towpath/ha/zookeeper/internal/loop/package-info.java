@NullMarked
package dev.towpath.ha.zookeeper.internal.loop;

import org.jspecify.annotations.NullMarked;
