/** Tests against real servers in this JVM, with a network that can be made to fail. */
@NullMarked
package dev.towpath.ha.zookeeper;

import org.jspecify.annotations.NullMarked;
