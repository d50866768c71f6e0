@NullMarked
package dev.towpath.internal.binlog.event;

import org.jspecify.annotations.NullMarked;
