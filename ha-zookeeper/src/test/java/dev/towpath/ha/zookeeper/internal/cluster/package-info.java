@NullMarked
package dev.towpath.ha.zookeeper.internal.cluster;

import org.jspecify.annotations.NullMarked;
