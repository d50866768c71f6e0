@NullMarked
package dev.towpath.internal.binlog.position;

import org.jspecify.annotations.NullMarked;
