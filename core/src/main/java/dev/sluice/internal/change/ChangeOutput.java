package dev.sluice.internal.change;

import dev.sluice.event.ChangeEvent;

/** Takes what an assembler produces. */
public interface ChangeOutput {

  /** A change of the open transaction. */
  void change(ChangeEvent event);

  /** The open transaction was rolled back; its changes so far did not happen. */
  void rollback();
}
