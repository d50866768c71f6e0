@NullMarked
package dev.towpath.ha.zookeeper.internal.schema;

import org.jspecify.annotations.NullMarked;
