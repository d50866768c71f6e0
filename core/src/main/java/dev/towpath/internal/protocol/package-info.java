/**
 * The client side of MySQL's protocol: handshake and authentication by the binlog connector's
 * classes, everything after that by a packet loop of our own.
 */
@NullMarked
package dev.towpath.internal.protocol;

import org.jspecify.annotations.NullMarked;
