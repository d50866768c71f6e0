/** The JDBC sink on two real servers, and held against the contract of sinks. */
@NullMarked
package dev.sluice.examples.jdbc;

import org.jspecify.annotations.NullMarked;
