@NullMarked
package dev.towpath.ha.zookeeper.internal.session;

import org.jspecify.annotations.NullMarked;
