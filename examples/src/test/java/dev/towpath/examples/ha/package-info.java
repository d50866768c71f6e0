/** Tests of the worker that runs in several JVMs. */
@NullMarked
package dev.towpath.examples.ha;

import org.jspecify.annotations.NullMarked;
