/** Random statements about tables, and the tables that a server made of them. */
@NullMarked
package dev.towpath.ddl;

import org.jspecify.annotations.NullMarked;
