/**
 * A MySQL server that plays a recording with chosen faults, and tests of broken connections,
 * damaged binlogs and malicious servers.
 */
@NullMarked
package dev.towpath.scripted;

import org.jspecify.annotations.NullMarked;
