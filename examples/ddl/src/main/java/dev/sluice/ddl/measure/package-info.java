/** A measurement of DDL parsers on statements that servers accepted. */
@NullMarked
package dev.sluice.ddl.measure;

import org.jspecify.annotations.NullMarked;
