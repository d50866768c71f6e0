package dev.sluice.examples.canal;

/**
 * What is said about a setting.
 *
 * @param fate what becomes of it
 * @param note as what it is taken over, why it is meaningless, or what to do
 */
record Verdict(Fate fate, String note) {}
