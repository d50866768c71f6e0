@NullMarked
package dev.towpath.ha.zookeeper.internal.election;

import org.jspecify.annotations.NullMarked;
