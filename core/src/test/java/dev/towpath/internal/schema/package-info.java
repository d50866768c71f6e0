/** Tests of table definitions and their history. */
@NullMarked
package dev.towpath.internal.schema;

import org.jspecify.annotations.NullMarked;
