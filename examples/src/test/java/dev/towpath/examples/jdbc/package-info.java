/** Tests of the JDBC sink on two real servers, with the contract of sinks. */
@NullMarked
package dev.towpath.examples.jdbc;

import org.jspecify.annotations.NullMarked;
