/** Parsers of statements about tables, measured on statements that servers accepted. */
@NullMarked
package dev.sluice.ddl.measure;

import org.jspecify.annotations.NullMarked;
