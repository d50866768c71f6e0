/**
 * The whole stack under random faults: real servers, applications in processes of their own, and a
 * writer with a ledger. A checker compares the topic with the ledger. {@link
 * dev.towpath.verification.chaos.Chaos} runs it.
 */
@NullMarked
package dev.towpath.verification.chaos;

import org.jspecify.annotations.NullMarked;
