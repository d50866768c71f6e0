@NullMarked
package dev.sluice.internal.sql;

import org.jspecify.annotations.NullMarked;
