@NullMarked
package dev.towpath.internal.sql;

import org.jspecify.annotations.NullMarked;
