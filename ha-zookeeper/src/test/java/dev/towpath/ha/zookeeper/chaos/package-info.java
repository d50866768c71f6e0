@NullMarked
package dev.towpath.ha.zookeeper.chaos;

import org.jspecify.annotations.NullMarked;
