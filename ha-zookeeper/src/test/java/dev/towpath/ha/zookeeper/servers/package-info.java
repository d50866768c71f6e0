@NullMarked
package dev.towpath.ha.zookeeper.servers;

import org.jspecify.annotations.NullMarked;
