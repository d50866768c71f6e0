/**
 * Table maps and their completion with names, labels and keys. Internal: may change in any release.
 */
@NullMarked
package dev.towpath.internal.decode.table;

import org.jspecify.annotations.NullMarked;
