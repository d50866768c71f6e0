package dev.towpath.examples.canal;

/**
 * The verdict on a setting.
 *
 * @param fate its treatment
 * @param note its counterpart here, why it is meaningless, or what to do
 */
record Verdict(Fate fate, String note) {}
