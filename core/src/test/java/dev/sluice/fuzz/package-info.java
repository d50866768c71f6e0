/**
 * What reads bytes and text from outside, as targets of a fuzzer. Each target throws what no input
 * may cause and nothing else; {@code mvn verify -Pfuzz} looks for such inputs, and {@link
 * dev.sluice.fuzz.FuzzCorpusTest} repeats those that were found.
 */
@NullMarked
package dev.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
