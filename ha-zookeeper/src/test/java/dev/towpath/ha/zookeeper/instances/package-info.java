@NullMarked
package dev.towpath.ha.zookeeper.instances;

import org.jspecify.annotations.NullMarked;
