/**
 * Fuzzer targets, which read bytes and text from outside. Each target throws only if an input
 * breaks an invariant. The module {@code core/verification/fuzz} searches for such inputs, and
 * {@link dev.towpath.fuzz.FuzzCorpusTest} repeats the inputs found so far.
 */
@NullMarked
package dev.towpath.fuzz;

import org.jspecify.annotations.NullMarked;
