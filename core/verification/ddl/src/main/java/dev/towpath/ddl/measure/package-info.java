/** A measurement of DDL parsers on statements that servers accepted. */
@NullMarked
package dev.towpath.ddl.measure;

import org.jspecify.annotations.NullMarked;
