/**
 * The whole stack under faults: real servers and applications in processes of their own, a writer
 * that keeps a ledger, faults drawn from a seed, and a checker that compares what arrived in the
 * topic with the ledger. {@link dev.sluice.chaos.Chaos} runs it.
 */
@NullMarked
package dev.sluice.chaos;

import org.jspecify.annotations.NullMarked;
