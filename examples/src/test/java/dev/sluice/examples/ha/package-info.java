/** A worker that runs in several JVMs, one of which leads. */
@NullMarked
package dev.sluice.examples.ha;

import org.jspecify.annotations.NullMarked;
