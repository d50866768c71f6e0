/**
 * The session with the ensemble, and the problems that are known. Internal: may change in any
 * release.
 */
@NullMarked
package dev.towpath.ha.zookeeper.internal.session;

import org.jspecify.annotations.NullMarked;
