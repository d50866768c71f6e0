/** A worker that runs in several JVMs; one leads. */
@NullMarked
package dev.towpath.examples.ha;

import org.jspecify.annotations.NullMarked;
