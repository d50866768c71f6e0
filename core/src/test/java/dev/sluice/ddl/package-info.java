/** Random statements about tables, and the tables that a server made of them. */
@NullMarked
package dev.sluice.ddl;

import org.jspecify.annotations.NullMarked;
