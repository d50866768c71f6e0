/** Tests of table definitions and their history. */
@NullMarked
package dev.sluice.internal.schema;

import org.jspecify.annotations.NullMarked;
