package dev.towpath.sink.testkit;

/**
 * A guarantee of what a target shows of the changes that a sink received, some of them more than
 * once.
 */
public enum Fidelity {
  /** Every change, in order for each key; after a redelivery some again. */
  AT_LEAST_ONCE,
  /** The current row of each key, as after an upsert: a redelivery leaves no trace. */
  IDEMPOTENT,
  /** Every change exactly once, in order for each key. */
  EXACTLY_ONCE
}
