/**
 * A MySQL server that plays a recording and misbehaves as a test wants it to, and the tests of what
 * broken connections, damaged binlogs and malicious servers can do.
 */
@NullMarked
package dev.sluice.scripted;

import org.jspecify.annotations.NullMarked;
