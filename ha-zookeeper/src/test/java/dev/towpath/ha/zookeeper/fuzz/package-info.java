@NullMarked
package dev.towpath.ha.zookeeper.fuzz;

import org.jspecify.annotations.NullMarked;
