/** Tests of the worker that runs in several JVMs. */
@NullMarked
package dev.sluice.examples.ha;

import org.jspecify.annotations.NullMarked;
