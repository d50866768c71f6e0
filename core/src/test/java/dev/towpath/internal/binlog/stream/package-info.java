@NullMarked
package dev.towpath.internal.binlog.stream;

import org.jspecify.annotations.NullMarked;
