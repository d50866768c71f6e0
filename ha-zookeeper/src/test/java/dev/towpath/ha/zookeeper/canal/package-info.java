@NullMarked
package dev.towpath.ha.zookeeper.canal;

import org.jspecify.annotations.NullMarked;
