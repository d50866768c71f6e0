package dev.towpath.internal.engine;

/** A fault that can happen at a step of a history. */
enum HistoryFault {
  /** The application asks to stop. */
  STOP,
  /** The time for stopping is up. */
  FORCE,
  /** The application pauses the pipeline, and resumes it when it is paused. */
  PAUSE,
  /** The lease is lost. */
  REVOKE,
  /** The lease is lost, and the engine is told so a little later. */
  REVOKE_UNNOTICED,
  /** The lease is suspect until the engine waits for it. */
  SUSPECT,
  /** The lease is suspect for a few steps. */
  SUSPECT_BRIEFLY,
  /** The lease is suspect, and lost when the engine waits for it. */
  SUSPECT_AND_REVOKE,
  /** The connection breaks; the next one is to the same server. */
  CUT,
  /** The connection breaks; the next one is to another server. */
  FAIL_OVER,
  /** The reader gives up. */
  SOURCE_ENDS,
  /** The next call of the sink or its factory fails. */
  SINK_FAILS,
  /** The next call of the sink or its factory throws an error, which ends the pipeline. */
  SINK_DIES,
  /** The next save or load fails. */
  STORE_FAILS,
  /** The next save takes until the engine waits. */
  STORE_IS_SLOW,
  /** Other code interrupts the writing thread. */
  STRAY_INTERRUPT
}
